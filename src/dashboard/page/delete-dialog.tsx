import type { ComponentChildren } from 'preact'
import { Said, useAction } from './action.tsx'
import { Dialog, useWhileShown } from './dialog.tsx'
import { OverHttp, type OverHttpProps } from './over-http.tsx'

interface DeleteDialogProps {
  readonly name: string
  readonly requests: OverHttpProps['requests']
  /** What is gone then. */
  readonly children: ComponentChildren
  readonly onDelete: () => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks before something is deleted. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { name, requests, children, onDelete, onDone, onClose } = props
  const { outcome, run } = useAction()
  const close = useWhileShown(onClose)
  return (
    <Dialog title={`Delete ${name}?`} onClose={onClose}>
      <p>{children}</p>
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
              await onDelete()
              close()
              onDone()
            })
          }
        >
          Delete
        </button>
      </p>
      <OverHttp what="The deletion" requests={requests} />
    </Dialog>
  )
}
