import { useState } from 'preact/hooks'
import { Said, useAction } from '../action.tsx'
import { type Application, toApplication } from '../application-api.ts'
import { Dialog, useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { about, aboutNone, Field, useFormWith } from '../field.tsx'
import { manage } from '../management.ts'
import { OverHttp } from '../over-http.tsx'

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
  const { outcome, run } = useAction()
  const close = useWhileShown(onClose)
  const { error } = outcome
  const form = useFormWith(error)
  const request = toApplication(tenant, application, 'PUT', '', { name })
  return (
    <Dialog title={`Rename ${application.name}`} onClose={onClose}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          run(async () => {
            await manage(request)
            close()
            onDone(name)
          })
        }}
      >
        <Field label="Name" value={name} onInput={setName} error={about(error, 'name')} />
        <Said {...outcome} error={aboutNone(error, ['name'])} />
        <p class="buttons">
          <button type="submit" class="primary">
            Save
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
        <OverHttp what="The new name" requests={{ 'Rename the application': request }} />
      </form>
    </Dialog>
  )
}
