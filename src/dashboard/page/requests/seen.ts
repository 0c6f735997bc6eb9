/** What has been seen in the journal: operations, clients and faults. */
import { useEffect, useRef } from 'preact/hooks'
import type { Fault, JournalEntry } from '../../../api.ts'
import { described } from '../effect.ts'
import { control } from '../emulator.ts'
import { useLoaded } from '../loaded.ts'
import type { Journal } from './journal.ts'

/** The operations that have been seen, also those that the filter now hides. */
export function useOperations(journal: Journal | undefined): readonly string[] {
  const seen = useRef(new Set<string>())
  for (const { operation } of journal?.requests ?? [])
    if (operation !== undefined) seen.current.add(operation)
  return [...seen.current].sort()
}

/** The names of the applications, and the ids of other clients in the journal. */
export function useClients(journal: Journal | undefined, tenantId: string | undefined) {
  const { value, reload } = useLoaded(() => control<Tenants>('GET', '/tenants'), [])
  const tenants = value?.tenants ?? []
  const shown = tenants.filter((one) => tenantId === undefined || one.tenantId === tenantId)
  const names = new Map(
    shown.flatMap(({ applications }) => applications).map(({ clientId, name }) => [clientId, name]),
  )
  const ids = journal?.requests.flatMap(({ clientId }) => clientId ?? []) ?? []
  const strangers = ids.filter((id) => !names.has(id))
  // Somebody may have registered an application since.
  useEffect(() => {
    if (value !== undefined && strangers[0] !== undefined) reload()
  }, [strangers[0]])
  return new Map([...names, ...strangers.map((id) => [id, id] as const)])
}

interface Tenants {
  readonly tenants: readonly {
    readonly tenantId: string
    readonly applications: readonly { readonly clientId: string; readonly name: string }[]
  }[]
}

/** What the fault did that struck a request. Its id, if it has been deleted. */
export function useFaults(journal: Journal | undefined) {
  const effects = useRef(new Map<string, string>())
  const faultOf = ({ tenantId = '', fault }: JournalEntry) =>
    fault && (effects.current.get(`${tenantId} ${fault}`) ?? effects.current.get(` ${fault}`))
  const strange = journal?.requests.filter((one) => one.fault && faultOf(one) === undefined) ?? []
  const see = async (tenantId: string, path: string) => {
    // The tenant may have been deleted.
    const none = { faults: [] }
    const { faults } = await control<{ faults: readonly Fault[] }>('GET', path).catch(() => none)
    for (const { id, effect } of faults) effects.current.set(`${tenantId} ${id}`, described(effect))
  }
  useLoaded(async () => {
    const tenantIds = new Set(strange.flatMap(({ tenantId }) => tenantId ?? []))
    if (strange.length > 0)
      await Promise.all([
        see('', '/faults'),
        ...[...tenantIds].map((tenantId) => see(tenantId, `/tenants/${tenantId}/faults`)),
      ])
  }, [strange.map(({ id }) => id).join()])
  return (entry: JournalEntry) => faultOf(entry) ?? entry.fault
}
