import { useState } from 'preact/hooks'
import { useAction } from '../action.tsx'
import { Dialog, useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { Problem } from '../problem.tsx'
import { type Application, manageApplication } from './application-api.ts'
import { about, aboutNone, Field, useFormWith } from './field.tsx'

interface RenameApplicationProps {
  readonly tenant: TenantInfo
  readonly application: Application
  readonly onDone: (name: string) => void
  readonly onClose: () => void
}

/** Asks for a new name, the only property that can be changed. */
export function RenameApplication(props: RenameApplicationProps) {
  const { tenant, application, onDone, onClose } = props
  const [name, setName] = useState(application.name)
  const { error, run } = useAction()
  const close = useWhileShown(onClose)
  const form = useFormWith(error)
  return (
    <Dialog title={`Rename ${application.name}`} onClose={onClose}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          run(async () => {
            await manageApplication(tenant, application, 'PUT', '', { name })
            close()
            onDone(name)
          })
        }}
      >
        <Field label="Name" value={name} onInput={setName} error={about(error, 'name')} />
        <Problem error={aboutNone(error, ['name'])} />
        <p class="buttons">
          <button type="submit" class="primary">
            Save
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  )
}
