import { useState } from 'preact/hooks'
import { copy } from './clipboard.ts'

/** A button that copies a text. `what` names it for screen readers. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [outcome, setOutcome] = useState<'Copied' | 'Not copied'>()
  return (
    <>
      <button
        type="button"
        class="copy"
        aria-label={`Copy ${what}`}
        onClick={async () => {
          setOutcome((await copy(text)) ? 'Copied' : 'Not copied')
          setTimeout(() => setOutcome(undefined), 1500)
        }}
      >
        {outcome ?? 'Copy'}
      </button>
      {/* Beside the button: what is inside a button is only its name. */}
      <span class="hidden" role="status">
        {outcome && `${outcome}: ${what}`}
      </span>
    </>
  )
}
