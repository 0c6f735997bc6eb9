import { Said, useAction } from '../action.tsx'
import { type Application, toApplication } from '../application-api.ts'
import { Dialog, useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { manage } from '../management.ts'
import { OverHttp } from '../over-http.tsx'

interface DeleteApplicationProps {
  readonly tenant: TenantInfo
  readonly application: Application
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks before it deletes. */
export function DeleteApplication(props: DeleteApplicationProps) {
  const { tenant, application, onDone, onClose } = props
  const { outcome, run } = useAction()
  const close = useWhileShown(onClose)
  const request = toApplication(tenant, application, 'DELETE')
  return (
    <Dialog title={`Delete ${application.name}?`} onClose={onClose}>
      <p>Its credentials stop working at once. Tokens that it has stay valid until they expire.</p>
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
              await manage(request)
              close()
              onDone()
            })
          }
        >
          Delete
        </button>
      </p>
      <OverHttp what="The deletion" requests={{ 'Delete the application': request }} />
    </Dialog>
  )
}
