/** The copy buttons of the list of operations. Without JavaScript they stay hidden. */
import { copy } from './clipboard.ts'

for (const button of document.querySelectorAll('button')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await copy(button.previousElementSibling?.textContent ?? '')
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 1500)
  })
}
