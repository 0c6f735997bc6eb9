import { useId, useState } from 'preact/hooks'
import { Problem } from '../problem.tsx'
import { type Filter, most } from './journal.ts'

export interface Wanted extends Omit<Filter, 'tenantId'> {
  /** Not only those of the tenant. */
  readonly everything?: boolean | undefined
}

interface ChoiceProps {
  readonly wanted: Wanted
  readonly onChange: (wanted: Wanted) => void
  /** The operations in the journal. */
  readonly operations: readonly string[]
  /** The name of each, by its id. */
  readonly clients: ReadonlyMap<string, string>
}

/** Chooses which requests to show. */
export function Choice({ wanted, onChange, operations, clients }: ChoiceProps) {
  const [strange, setStrange] = useState(false)
  const hintId = useId()
  return (
    <form class="choice" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <label>
        Operation
        <select
          value={wanted.operation}
          onChange={({ currentTarget: { value } }) => onChange({ ...wanted, operation: value })}
        >
          <option value="">all</option>
          {operations.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Client
        <select
          value={wanted.clientId}
          onChange={({ currentTarget: { value } }) => onChange({ ...wanted, clientId: value })}
        >
          <option value="">all</option>
          {[...clients].slice(0, most).map(([clientId, name]) => (
            <option key={clientId} value={clientId}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Status
        <input
          inputMode="numeric"
          size={4}
          maxLength={3}
          placeholder="all"
          aria-invalid={strange}
          aria-describedby={hintId}
          onInput={({ currentTarget: { value } }) => {
            setStrange(/\D/.test(value))
            onChange({ ...wanted, status: statusIn(value) })
          }}
          onChange={({ currentTarget: { value } }) =>
            setStrange(value !== '' && statusIn(value) === undefined)
          }
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={wanted.everything}
          onChange={({ currentTarget: { checked } }) =>
            onChange({ ...wanted, everything: checked })
          }
        />{' '}
        All tenants and IAM
      </label>
      <div id={hintId}>
        <Problem
          error={strange ? new Error('A status has three digits, such as 401.') : undefined}
        />
      </div>
    </form>
  )
}

function statusIn(text: string): string | undefined {
  return /^\d{3}$/.test(text) ? text : undefined
}
