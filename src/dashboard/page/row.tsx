import type { ComponentChildren } from 'preact'
import { keeping } from './kept.ts'

interface RowProps {
  /** The id of what gets the focus. */
  readonly id: string
  /** Under which key to remember whether it is open. */
  readonly keptAs: string
  readonly summary: ComponentChildren
  readonly children: ComponentChildren
}

const useOpen = keeping<true>()

/** A row of a list, which expands. Its children are there while it is open. */
export function Row({ id, keptAs, summary, children }: RowProps) {
  const [open, setOpen] = useOpen(keptAs)
  return (
    <li>
      <details
        open={open ?? false}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open || undefined)}
      >
        <summary id={id}>{summary}</summary>
        {open && <div class="expanded">{children}</div>}
      </details>
    </li>
  )
}
