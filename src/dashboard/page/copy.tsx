import { useState } from 'preact/hooks'
import { copy } from './clipboard.ts'

/** A button that copies a text. `what` names it for screen readers. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [done, setDone] = useState(false)
  return (
    <button
      type="button"
      class="copy"
      aria-label={`Copy ${what}`}
      onClick={async () => {
        await copy(text)
        setDone(true)
        setTimeout(() => setDone(false), 1500)
      }}
    >
      {done ? 'Copied' : 'Copy'}
      <span class="hidden" role="status">
        {done ? `${what} copied` : ''}
      </span>
    </button>
  )
}
