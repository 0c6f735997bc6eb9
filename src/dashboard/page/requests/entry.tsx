import type { JournalEntry } from '../../../api.ts'

/** The columns, by what they are called. */
export const columns = ['Time', 'Operation', 'Client', 'Status', 'ms', 'Refused because', 'Fault']

interface EntryProps {
  readonly entry: JournalEntry
  /** What to call the client. */
  readonly client: string | undefined
  /** What the fault did that struck. */
  readonly fault: string | undefined
  readonly open: boolean
  readonly onToggle: () => void
}

/** A row of the journal and, when it is open, a second row with all of its members. */
export function Entry({ entry, client, fault, open, onToggle }: EntryProps) {
  const { id, at, method, path, operation, status, ms, error } = entry
  const cells = [operation ?? `${method} ${path}`, client, status, ms, error, fault]
  const whole = `request-${id}`
  return (
    <>
      <tr class={status >= 400 || fault !== undefined ? 'failed' : undefined}>
        <td>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? whole : undefined}
            onClick={onToggle}
          >
            <span class="hidden">Request {id} at </span>
            <time dateTime={at}>
              {at.slice(0, 11)}
              <wbr />
              {at.slice(11)}
            </time>
          </button>
        </td>
        {cells.map((cell, index) => (
          <td key={columns[index + 1]} data-column={columns[index + 1]}>
            {cell}
          </td>
        ))}
      </tr>
      {open && (
        <tr id={whole} class="whole">
          <td colSpan={columns.length}>
            <dl class="values">
              {Object.entries(entry).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <code>{value}</code>
                  </dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </>
  )
}
