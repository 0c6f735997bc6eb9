import { useState } from 'preact/hooks'
import { useAction } from '../action.tsx'
import { type Application, toApplication } from '../application-api.ts'
import { useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { about, Field } from '../field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { manage } from '../management.ts'

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
  const request = toApplication(tenant, application, 'PUT', '', { name })
  const save = async () => {
    await manage(request)
    close()
    onDone(name)
  }
  return (
    <FormDialog
      title={`Rename ${application.name}`}
      outcome={outcome}
      members={['name']}
      onSave={() => run(save)}
      onClose={onClose}
      what="The new name"
      requests={{ 'Rename the application': request }}
    >
      <Field label="Name" value={name} onInput={setName} error={about(outcome.error, 'name')} />
    </FormDialog>
  )
}
