import { useEffect, useId, useRef } from 'preact/hooks'
import { Problem } from './problem.tsx'

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly readOnly?: boolean
  readonly onInput: (value: string) => void
  readonly error: Error | undefined
}

/** An input with its label, and with what the API says about it. */
export function Field({ label, hint = '', value, readOnly = false, onInput, error }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        readOnly={readOnly}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint ${id}-problem`}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      <div id={`${id}-problem`}>
        <Problem error={error} />
      </div>
    </div>
  )
}

/** The part of an API's message that is about one member of the body, which it begins with: `name: must be 1 to 50 characters`. */
export function about(error: Error | undefined, member: string): Error | undefined {
  return part(error, (problem) => isAbout(problem, member))
}

/** The part of an API's message that is about none of these members. */
export function aboutNone(error: Error | undefined, members: readonly string[]): Error | undefined {
  return part(error, (problem) => !members.some((member) => isAbout(problem, member)))
}

function part(error: Error | undefined, isWanted: (problem: string) => boolean) {
  const wanted = error?.message.split('; ').filter(isWanted) ?? []
  return wanted.length > 0 ? new Error(wanted.join('; ')) : undefined
}

function isAbout(problem: string, member: string): boolean {
  return [':', '.', ' '].some((end) => problem.startsWith(member + end))
}

/** The ref of a form whose first faulty input gets the focus when there is an error. */
export function useFormWith(error: Error | undefined) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const faulty = form.current?.querySelector('[aria-invalid=true]')
    if (error !== undefined && faulty instanceof HTMLElement) faulty.focus()
  }, [error])
  return form
}
