import type { ComponentChildren } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A modal dialog, open while it is rendered. When it closes, the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <h3 id={titleId}>{title}</h3>
      {children}
    </dialog>
  )
}

/** The function while the component is shown, then nothing: whoever closed a dialog may have opened another by then. */
export function useWhileShown(act: () => void): () => void {
  const shown = useRef(true)
  useEffect(
    () => () => {
      shown.current = false
    },
    [],
  )
  return () => {
    if (shown.current) act()
  }
}
