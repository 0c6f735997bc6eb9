import { useEffect, useRef, useState } from 'preact/hooks'
import type { JournalEntry } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { type TenantInfo, toControl } from '../emulator.ts'
import { toQuery } from '../follow.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { Choice, type Wanted } from './choice.tsx'
import { columns, Entry } from './entry.tsx'
import { type Journal, useJournal } from './journal.ts'
import { useClients, useFaults, useOperations } from './seen.ts'

/** The journal of a tenant, or of everything, newest first. */
export function Requests({
  tenant: { tenantId, name = tenantId },
}: {
  readonly tenant: TenantInfo
}) {
  const [{ everything, ...wanted }, setWanted] = useState<Wanted>({})
  const [live, setLive] = useState(true)
  const [opened, setOpened] = useState<string>()
  const scope = everything ? {} : { tenantId }
  const filter = { ...scope, ...wanted }
  const { journal, error: unloaded, look } = useJournal(filter, live)
  const clients = useClients(journal, everything ? undefined : tenantId)
  const operations = useOperations(journal)
  const faultOf = useFaults(journal)
  const { outcome, send } = useAction(look)
  const count = useSparingly(journal === undefined ? '' : counted(journal))
  const query = toQuery(filter)
  const clear = toControl('DELETE', `/requests${toQuery(scope)}`)
  return (
    <>
      <h2>Requests to {everything ? 'everything' : name}</h2>
      <Choice
        wanted={{ ...wanted, everything }}
        onChange={setWanted}
        operations={operations}
        clients={clients}
      />
      <div class="buttons">
        <label>
          <input
            type="checkbox"
            checked={live}
            onChange={({ currentTarget }) => setLive(currentTarget.checked)}
          />{' '}
          Live
        </label>
        <button type="button" onClick={() => send(clear, () => 'The journal is cleared.')}>
          Clear all
        </button>
      </div>
      <Said {...outcome} />
      <Unloaded error={unloaded} />
      <OverHttp
        what="The journal"
        requests={{
          'List these requests': toControl('GET', `/requests${query}`),
          'Count them': toControl('GET', `/requests/count${query}`),
          'Wait for the next one': toControl(
            'GET',
            `/requests/wait${toQuery({ ...filter, since: journal?.requests[0]?.id })}`,
          ),
          'Clear the journal': clear,
        }}
      />
      <p class="hidden" role="status">
        {count}
      </p>
      {journal !== undefined && (
        <>
          <p>{summaryOf(journal)}</p>
          {journal.count > 0 && (
            <table class="journal">
              <caption>
                Requests, newest first. The times are those of the emulator's clock.
              </caption>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {journal.requests.map((entry) => {
                  const key = keyOf(entry)
                  return (
                    <Entry
                      key={key}
                      entry={entry}
                      client={clients.get(entry.clientId ?? '') ?? entry.clientId}
                      fault={faultOf(entry)}
                      open={key === opened}
                      onToggle={() => setOpened(key === opened ? undefined : key)}
                    />
                  )
                })}
              </tbody>
            </table>
          )}
        </>
      )}
    </>
  )
}

function summaryOf(journal: Journal): string {
  const { requests, count, dropped } = journal
  const hidden = count - requests.length
  return [
    `${counted(journal)}.`,
    ...(hidden > 0 ? [`The newest ${requests.length} are shown, ${hidden} are not.`] : []),
    ...(dropped > 0 ? [`The journal was full: ${dropped} older ones are gone.`] : []),
  ].join(' ')
}

function counted({ count }: Journal): string {
  return count === 1 ? '1 request' : `${count} requests`
}

// Ids start again when the emulator does.
const keyOf = ({ id, at }: JournalEntry) => `${id} ${at}`

/** The text, but as it was up to five seconds ago: a screen reader could not keep up. */
function useSparingly(text: string): string {
  const [said, setSaid] = useState('')
  const latest = useRef(text)
  latest.current = text
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), 5000)
    return () => clearInterval(timer)
  }, [])
  return said
}
