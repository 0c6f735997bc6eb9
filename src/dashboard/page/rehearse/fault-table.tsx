import type { Fault } from '../../../api.ts'
import { described } from '../effect.ts'

/** A fault, and the path below which the control API has it. */
export interface Registered {
  readonly fault: Fault
  readonly path: string
  /** Whether it strikes the requests of all tenants. */
  readonly everywhere: boolean
}

interface FaultTableProps {
  readonly faults: readonly Registered[]
  readonly onDelete: (registered: Registered) => void
}

/** Faults, how often they struck, and a way to delete each. */
export function FaultTable({ faults, onDelete }: FaultTableProps) {
  return (
    <table class="faults">
      <caption>Faults, in the order in which they are tried</caption>
      <thead>
        <tr>
          <th scope="col">Fault</th>
          <th scope="col">Which requests</th>
          <th scope="col">Struck</th>
          <th scope="col">
            <span class="hidden">Delete</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {faults.map((registered, index) => {
          const { fault, path, everywhere } = registered
          return (
            <tr key={`${path} ${fault.id}`}>
              <td>
                {described(fault.effect)} <code>{fault.id}</code>
              </td>
              <td data-column="Which requests">
                {requestsOf(fault)}
                {everywhere && <strong class="mark">of all tenants</strong>}
              </td>
              <td data-column="Struck">{strikesOf(fault)}</td>
              <td>
                <button
                  type="button"
                  aria-label={`Delete fault ${index + 1}: ${described(fault.effect)}`}
                  onClick={() => onDelete(registered)}
                >
                  Delete
                </button>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function requestsOf({ operation, method, clientId, grantType, after = 0 }: Fault): string {
  const which = [operation, method, clientId, grantType].filter((one) => one !== undefined)
  return `${which.join(' ') || 'all'}${after > 0 ? `, after ${after}` : ''}`
}

function strikesOf({ strikes, times }: Fault): string {
  return times === undefined ? `${strikes}, without limit` : `${strikes} of ${times}`
}
