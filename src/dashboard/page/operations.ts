/** The copy buttons of the list of operations. Without JavaScript they stay hidden. */
import { copy } from './clipboard.ts'

const status = document.querySelector('[role=status]')

function say(button: HTMLButtonElement, outcome: string): void {
  button.textContent = outcome
  if (status !== null)
    status.textContent = `${outcome}: ${button.ariaLabel?.replace(/^Copy /, '') ?? ''}`
}

for (const button of document.querySelectorAll('button')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const copied = await copy(button.previousElementSibling?.textContent ?? '')
    say(button, copied ? 'Copied' : 'Not copied')
    setTimeout(() => {
      button.textContent = 'Copy'
      if (status !== null) status.textContent = ''
    }, 1500)
  })
}
