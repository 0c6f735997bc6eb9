import { useAction } from '../action.tsx'
import { Dialog, useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { Problem } from '../problem.tsx'
import { type Application, manageApplication } from './application-api.ts'

interface DeleteApplicationProps {
  readonly tenant: TenantInfo
  readonly application: Application
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks before it deletes. */
export function DeleteApplication(props: DeleteApplicationProps) {
  const { tenant, application, onDone, onClose } = props
  const { error, run } = useAction()
  const close = useWhileShown(onClose)
  return (
    <Dialog title={`Delete ${application.name}?`} onClose={onClose}>
      <p>Its credentials stop working at once. Tokens that it has stay valid until they expire.</p>
      <Problem error={error} />
      <p class="buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          onClick={() =>
            run(async () => {
              await manageApplication(tenant, application, 'DELETE')
              close()
              onDone()
            })
          }
        >
          Delete
        </button>
      </p>
    </Dialog>
  )
}
