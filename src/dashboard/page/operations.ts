/** The copy buttons of the list of operations. Without JavaScript they stay hidden. */
import { copy } from './clipboard.ts'

for (const button of document.querySelectorAll('button')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const copied = await copy(button.previousElementSibling?.textContent ?? '')
    button.textContent = copied ? 'Copied' : 'Not copied'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 1500)
  })
}
