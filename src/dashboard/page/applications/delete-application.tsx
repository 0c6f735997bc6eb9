import { type Application, toApplication } from '../application-api.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { manage } from '../management.ts'

interface DeleteApplicationProps {
  readonly tenant: TenantInfo
  readonly application: Application
  readonly onDone: () => void
  readonly onClose: () => void
}

export function DeleteApplication({ tenant, application, ...heard }: DeleteApplicationProps) {
  const request = toApplication(tenant, application, 'DELETE')
  return (
    <DeleteDialog
      {...heard}
      name={application.name}
      requests={{ 'Delete the application': request }}
      onDelete={() => manage(request)}
    >
      Its credentials stop working at once. Tokens that it has stay valid until they expire.
    </DeleteDialog>
  )
}
