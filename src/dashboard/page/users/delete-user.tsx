import type { User } from '../../../api.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { send, type TenantInfo } from '../emulator.ts'
import { nameOf, toDelete } from './user-api.ts'

interface DeleteUserProps {
  readonly tenant: TenantInfo
  readonly user: User
  readonly onDone: () => void
  readonly onClose: () => void
}

export function DeleteUser({ tenant, user, ...heard }: DeleteUserProps) {
  const request = toDelete(tenant, user)
  return (
    <DeleteDialog
      {...heard}
      name={nameOf(user)}
      requests={{ 'Delete the user': request }}
      onDelete={() => send(request)}
    >
      The entry in the directory, the profile and its attributes are gone then.
    </DeleteDialog>
  )
}
