import { problemId } from './problem.tsx'

/** The types of inputs, one by one, as preact declares them. */
type Type = { readonly type: 'email' } | { readonly type: 'password' } | { readonly type: 'text' }

type FieldProps = Type & {
  readonly label: string
  readonly name: string
  /** What browsers and password managers may fill in (HTML, autofill). */
  readonly autocomplete: string
  readonly required?: boolean
  readonly value?: string | undefined
  /** Whether the problem of the page is about this field. */
  readonly refused?: boolean
}

/** An input and its label, which says when it may stay empty. */
export function Field({ label, required = true, refused = false, ...attributes }: FieldProps) {
  const described = refused && { 'aria-invalid': true, 'aria-describedby': problemId }
  return (
    <label class="field">
      {label}
      {!required && ' (optional)'}
      <input {...attributes} required={required} {...described} />
    </label>
  )
}
