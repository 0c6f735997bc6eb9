import { useState } from 'preact/hooks'
import { type Application, applicationsOf } from '../application-api.ts'
import type { TenantInfo } from '../emulator.ts'
import { useFocusOn } from '../focus-on.ts'
import { useLoaded } from '../loaded.ts'
import { Problem } from '../problem.tsx'
import { useShownAgain } from '../shown-again.ts'
import { AddApplication } from './add-application.tsx'
import { ApplicationRow, rowId } from './application.tsx'

const addId = 'add-application'

interface ApplicationsProps {
  readonly tenant: TenantInfo
  readonly hasControl: boolean
}

/** The view Applications: the list, and what one can do with each. */
export function Applications({ tenant, hasControl }: ApplicationsProps) {
  const { value: applications, error, reload } = useLoaded(() => applicationsOf(tenant), [tenant])
  const [adding, setAdding] = useState(false)
  const [news, setNews] = useState('')
  const focus = useFocusOn(applications)
  useShownAgain(reload)

  const added = ({ clientId, name }: Application) => {
    setNews(`${name} is registered.`)
    focus(rowId(clientId))
    reload()
  }
  const deleted = (application: Application) => {
    const all = applications ?? []
    const index = all.findIndex(({ clientId }) => clientId === application.clientId)
    const neighbour = all[index + 1] ?? all[index - 1]
    setNews(`${application.name} is deleted.`)
    focus(neighbour === undefined ? addId : rowId(neighbour.clientId))
    reload()
  }
  const renamed = (name: string) => {
    setNews(`The new name is ${name}.`)
    reload()
  }
  return (
    <section class="list" aria-labelledby="applications-title">
      <div class="title">
        <h2 id="applications-title">Applications</h2>
        <button type="button" id={addId} class="primary" onClick={() => setAdding(true)}>
          Add Application
        </button>
      </div>
      <p role="status">{news}</p>
      <Problem error={error} />
      {applications?.length === 0 && <p>This tenant has no application yet.</p>}
      <ul aria-labelledby="applications-title">
        {applications?.map((application) => (
          <ApplicationRow
            key={application.clientId}
            tenant={tenant}
            application={application}
            hasControl={hasControl}
            onRenamed={renamed}
            onDeleted={() => deleted(application)}
          />
        ))}
      </ul>
      {adding && (
        <AddApplication
          tenant={tenant}
          onRegistered={reload}
          onSaved={added}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  )
}
