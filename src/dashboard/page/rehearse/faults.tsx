import { useRef } from 'preact/hooks'
import type { Fault } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { described } from '../effect.ts'
import { control, toControl } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { useRefreshed } from '../refreshed.ts'
import { FaultForm, toFault, useDraft } from './fault-form.tsx'
import { FaultTable, type Registered } from './fault-table.tsx'

/** The faults that strike a tenant, how often they struck, and a form for the most common ones. */
export function Faults({ tenantId }: { readonly tenantId: string }) {
  const path = `/tenants/${tenantId}/faults`
  const {
    value,
    error: unloaded,
    reload,
  } = useRefreshed(async () => {
    const [own, others] = await Promise.all([listed(path, false), listed(pathOfAll, true)])
    return [...own, ...others]
  })
  const { outcome, send } = useAction(reload)
  const [draft, setDraft] = useDraft()
  const title = useRef<HTMLHeadingElement>(null)
  const faults = value ?? []
  const add = toControl('POST', path, toFault(draft))
  const clear = toControl('DELETE', path)
  const without = ({ fault: { id }, path }: Registered) =>
    toControl('DELETE', `${path}/${encodeURIComponent(id)}`)
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
      <Said {...outcome} />
      <Unloaded error={unloaded} />
      {faults.length === 0 ? (
        <p>There are no faults.</p>
      ) : (
        <FaultTable
          faults={faults}
          onDelete={(registered) => {
            send(without(registered), () => `Deleted: ${described(registered.fault.effect)}.`)
            // The button goes away.
            title.current?.focus()
          }}
        />
      )}
      <div class="buttons">
        <button
          type="button"
          onClick={() => send(clear, () => 'All faults of the tenant are deleted.')}
        >
          Delete all faults of the tenant
        </button>
      </div>
      <OverHttp
        what="The faults"
        requests={{
          'Add this fault': add,
          'List the faults': toControl('GET', path),
          ...(faults[0] !== undefined && { 'Delete the first fault': without(faults[0]) }),
          'Delete all faults of the tenant': clear,
          'List the faults of all tenants': toControl('GET', pathOfAll),
        }}
      />
    </section>
  )
}

/** Where the control API has the faults that strike every tenant, and IAM. */
const pathOfAll = '/faults'

async function listed(path: string, everywhere: boolean): Promise<Registered[]> {
  const { faults } = await control<{ readonly faults: readonly Fault[] }>('GET', path)
  return faults.map((fault) => ({ fault, path, everywhere }))
}
