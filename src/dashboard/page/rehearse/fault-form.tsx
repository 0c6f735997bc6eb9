import { useId, useState } from 'preact/hooks'
import type { Effect, NewFault } from '../../../api.ts'

interface Kind {
  readonly name: string
  /** What the seconds mean, if there are any. */
  readonly seconds?: string
  /** What may surprise whoever chooses it. */
  readonly note?: string
  readonly effect: (seconds: number) => Effect
}

/** The most common faults. The first is chosen at first. */
const kinds: readonly [Kind, ...Kind[]] = [
  { name: '500', effect: () => ({ status: 500 }) },
  {
    name: '429 with Retry-After',
    seconds: 'Retry-After, in seconds',
    effect: (retryAfter) => ({ status: 429, retryAfter }),
  },
  {
    name: 'Slow',
    seconds: 'Delay, in seconds',
    effect: (seconds) => ({ delayMs: seconds * 1000 }),
  },
  {
    name: 'Connection dropped',
    note: 'Browsers repeat such a request by themselves.',
    effect: () => ({ disconnect: true }),
  },
  { name: 'Expired token', effect: () => ({ flaw: 'expired' }) },
]

/** A fault as it is being chosen. */
export interface Draft {
  readonly kind: string
  readonly seconds: number
  /** Undefined: for ever. */
  readonly times: number | undefined
}

export function useDraft() {
  return useState<Draft>({ kind: kinds[0].name, seconds: 5, times: 1 })
}

const kindNamed = (kind: string): Kind => kinds.find(({ name }) => name === kind) ?? kinds[0]

/** The chosen fault, for the control API. */
export function toFault({ kind, seconds, times }: Draft): NewFault {
  return {
    operation: 'oauth-server.token',
    ...(times !== undefined && { times }),
    effect: kindNamed(kind).effect(seconds),
  }
}

interface FaultFormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onAdd: () => void
}

/** Chooses a fault of the token endpoint. */
export function FaultForm({ draft, onChange, onAdd }: FaultFormProps) {
  const { seconds, note = '' } = kindNamed(draft.kind)
  const noteId = useId()
  return (
    <form
      class="choice"
      aria-label="A fault of the token endpoint"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd()
      }}
    >
      <label>
        Fault of the token endpoint
        <select
          value={draft.kind}
          aria-describedby={noteId}
          onChange={({ currentTarget }) => onChange({ ...draft, kind: currentTarget.value })}
        >
          {kinds.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {seconds !== undefined && (
        <label>
          {seconds}
          <input
            type="number"
            min={0}
            max={600}
            required
            defaultValue={draft.seconds}
            onInput={({ currentTarget }) =>
              onChange({ ...draft, seconds: currentTarget.valueAsNumber || 0 })
            }
          />
        </label>
      )}
      <label>
        How many times
        <input
          type="number"
          min={1}
          placeholder="for ever"
          defaultValue={draft.times}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            onChange({ ...draft, times: Number.isNaN(valueAsNumber) ? undefined : valueAsNumber })
          }
        />
      </label>
      <button type="submit" class="primary">
        Add fault
      </button>
      <p id={noteId} class="hint">
        {note}
      </p>
    </form>
  )
}
