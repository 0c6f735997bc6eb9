import type { User } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { Dialog, useWhileShown } from '../dialog.tsx'
import { send, type TenantInfo } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'
import { nameOf, toDelete } from './user-api.ts'

interface DeleteUserProps {
  readonly tenant: TenantInfo
  readonly user: User
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks before it deletes. */
export function DeleteUser({ tenant, user, onDone, onClose }: DeleteUserProps) {
  const { outcome, run } = useAction()
  const close = useWhileShown(onClose)
  const request = toDelete(tenant, user)
  return (
    <Dialog title={`Delete ${nameOf(user)}?`} onClose={onClose}>
      <p>The entry in the directory, the profile and its attributes are gone then.</p>
      <Said {...outcome} />
      <p class="buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          onClick={() =>
            run(async () => {
              await send(request)
              close()
              onDone()
            })
          }
        >
          Delete
        </button>
      </p>
      <OverHttp what="The deletion" requests={{ 'Delete the user': request }} />
    </Dialog>
  )
}
