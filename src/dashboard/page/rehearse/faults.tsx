import { useRef } from 'preact/hooks'
import type { Effect, Fault } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { control, toControl } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { useRefreshed } from '../refreshed.ts'
import { FaultForm, toFault, useDraft } from './fault-form.tsx'

/** A tenant's faults, how often they struck, and a form for the most common ones. */
export function Faults({ tenantId }: { readonly tenantId: string }) {
  const path = `/tenants/${tenantId}/faults`
  const {
    value,
    error: unloaded,
    reload,
  } = useRefreshed(() => control<{ readonly faults: readonly Fault[] }>('GET', path))
  const { said, error, send } = useAction(reload)
  const [draft, setDraft] = useDraft()
  const title = useRef<HTMLHeadingElement>(null)
  const faults = value?.faults ?? []
  const add = toControl('POST', path, toFault(draft))
  const clear = toControl('DELETE', path)
  const without = (id: string) => toControl('DELETE', `${path}/${encodeURIComponent(id)}`)
  return (
    <section aria-labelledby="faults" class="wide">
      <h3 id="faults" ref={title} tabIndex={-1}>
        Faults
      </h3>
      <FaultForm
        draft={draft}
        onChange={setDraft}
        onAdd={() => send(add, () => `Added: ${described(toFault(draft).effect)}.`)}
      />
      <Said said={said} error={error} />
      <Unloaded error={unloaded} />
      {faults.length === 0 ? (
        <p>There are no faults.</p>
      ) : (
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
            {faults.map((fault, index) => (
              <tr key={fault.id}>
                <td>
                  {described(fault.effect)} <code>{fault.id}</code>
                </td>
                <td data-column="Which requests">{requestsOf(fault)}</td>
                <td data-column="Struck">{strikesOf(fault)}</td>
                <td>
                  <button
                    type="button"
                    aria-label={`Delete fault ${index + 1}: ${described(fault.effect)}`}
                    onClick={() => {
                      send(without(fault.id), () => `Deleted: ${described(fault.effect)}.`)
                      // The button goes away.
                      title.current?.focus()
                    }}
                  >
                    Delete
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="buttons">
        <button type="button" onClick={() => send(clear, () => 'All faults are deleted.')}>
          Delete all faults
        </button>
      </div>
      <OverHttp
        what="The faults"
        requests={{
          'Add this fault': add,
          'List the faults': toControl('GET', path),
          ...(faults[0] !== undefined && { 'Delete the first fault': without(faults[0].id) }),
          'Delete all faults': clear,
        }}
      />
    </section>
  )
}

/** The effect, in a few words, though it may contain a whole body. */
function described(effect: Effect): string {
  const text = inWords(effect)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

function inWords({ status, retryAfter, delayMs, disconnect, flaw, ...others }: Effect): string {
  return [
    ...(status === undefined ? [] : [`${status}`]),
    ...(retryAfter === undefined ? [] : [`Retry-After ${retryAfter} s`]),
    ...(delayMs === undefined ? [] : [`slow by ${delayMs / 1000} s`]),
    ...(disconnect === undefined ? [] : ['connection dropped']),
    ...(flaw === undefined ? [] : [`${flaw} token`]),
    ...Object.entries(others).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
  ].join(', ')
}

function requestsOf({ operation, method, clientId, grantType, after = 0 }: Fault): string {
  const which = [operation, method, clientId, grantType].filter((one) => one !== undefined)
  return `${which.join(' ') || 'all'}${after > 0 ? `, after ${after}` : ''}`
}

function strikesOf({ strikes, times }: Fault): string {
  return times === undefined ? `${strikes}, without limit` : `${strikes} of ${times}`
}
