import type { ComponentChildren } from 'preact'
import { type Outcome, Said } from './action.tsx'
import type { HttpRequest } from './curl.ts'
import { Dialog } from './dialog.tsx'
import { aboutNone, useFormWith } from './field.tsx'
import { OverHttp } from './over-http.tsx'

interface FormDialogProps {
  readonly title: string
  /** What became of the last try to save. */
  readonly outcome: Outcome
  /** The members of the body whose errors the children show. */
  readonly members: readonly string[]
  readonly onSave: () => void
  readonly onClose: () => void
  /** What closes the dialog without saving. */
  readonly closes?: string
  /** What the requests make, and the requests that saving sends. */
  readonly what: string
  readonly requests: Readonly<Record<string, HttpRequest>>
  readonly children: ComponentChildren
}

/** A form in a dialog, which is saved or cancelled. */
export function FormDialog(props: FormDialogProps) {
  const { title, outcome, members, onSave, onClose, closes = 'Cancel', children } = props
  const form = useFormWith(outcome.error)
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSave()
        }}
      >
        {children}
        <Said {...outcome} error={aboutNone(outcome.error, members)} />
        <p class="buttons">
          <button type="submit" class="primary">
            Save
          </button>
          <button type="button" onClick={onClose}>
            {closes}
          </button>
        </p>
        <OverHttp what={props.what} requests={props.requests} />
      </form>
    </Dialog>
  )
}
