import { useCallback, useEffect, useState } from 'preact/hooks'
import { Applications } from './applications/applications.tsx'
import { control, overview, type TenantInfo, Unreachable } from './emulator.ts'
import { useLoaded } from './loaded.ts'
import { Problem } from './problem.tsx'
import { Rehearse } from './rehearse/rehearse.tsx'
import { Requests } from './requests/requests.tsx'
import { SignIn } from './sign-in.tsx'
import { Tenant } from './tenant.tsx'

const views = { applications: 'Applications', requests: 'Requests', rehearse: 'Rehearse' } as const

type View = keyof typeof views

/** How often to ask whether the emulator still runs, in ms. */
const interval = 3000

/** The whole page: chooses the tenant and the view. Both are in the fragment of the URL: `#/{view}/{tenantId}`. */
export function Page() {
  const { value: start, error, reload } = useLoaded(overview, [])
  const [place, setPlace] = useState(placeOf)
  const [signedIn, setSignedIn] = useState(false)
  // Another run of the emulator does not know the token for the management API.
  const restart = useCallback(() => {
    setSignedIn(false)
    reload()
  }, [reload])
  const stopped = useStopped(restart)
  useEffect(() => {
    const follow = () => setPlace(placeOf())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  useEffect(() => {
    document.title = `${views[place.view]} - App ID emulator`
  }, [place.view])
  if (start === undefined)
    return (
      <main>
        <h1>App ID emulator</h1>
        <Problem error={error} />
      </main>
    )

  const { tenants } = start
  const tenant = tenants.find(({ tenantId }) => tenantId === place.tenantId) ?? tenants[0]
  return (
    <>
      <header>
        <h1>App ID emulator</h1>
        <p class="version">{start.version}</p>
        <nav aria-label="Views">
          {Object.entries(views).map(([view, title]) => (
            <a
              key={view}
              href={`#/${view}/${tenant?.tenantId ?? ''}`}
              aria-current={view === place.view ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
          <a href="swagger-ui/">Operations</a>
        </nav>
      </header>
      <main>
        <Problem error={stopped ?? error} />
        {tenant === undefined ? (
          <p>
            {start.refused === undefined
              ? 'There is no tenant. Start the emulator with a seed, or create one with POST /_appid/tenants.'
              : `The tenants are not shown here: ${start.refused}.`}
          </p>
        ) : (
          <>
            <Tenant tenants={tenants} tenant={tenant} view={place.view} />
            {start.strictIam && !signedIn ? (
              <SignIn onDone={() => setSignedIn(true)} />
            ) : (
              <Shown view={place.view} tenant={tenant} hasControl={start.control} reload={reload} />
            )}
          </>
        )}
      </main>
    </>
  )
}

interface ShownProps {
  readonly view: View
  readonly tenant: TenantInfo
  readonly hasControl: boolean
  readonly reload: () => void
}

// Keyed by the tenant: what one tenant's view remembers is not another's.
function Shown({ view, tenant, hasControl, reload }: ShownProps) {
  const { tenantId } = tenant
  if (view === 'applications')
    return <Applications key={tenantId} tenant={tenant} hasControl={hasControl} />
  if (!hasControl)
    return (
      <p>
        {views[view]} needs the control API, which is switched off. Start the emulator without
        --no-control.
      </p>
    )
  if (view === 'requests') return <Requests key={tenantId} tenant={tenant} />
  return <Rehearse key={tenantId} tenant={tenant} onReset={reload} />
}

function placeOf(): { view: View; tenantId: string | undefined } {
  const [, view = '', tenantId] = location.hash.split('/')
  return { view: view === 'requests' || view === 'rehearse' ? view : 'applications', tenantId }
}

/** An error while the emulator does not respond. Calls `back` when it responds again. */
function useStopped(back: () => void): Error | undefined {
  const [stopped, setStopped] = useState<Error>()
  useEffect(() => {
    let down = false
    const timer = setInterval(async () => {
      try {
        await control('GET', '/health')
        if (down) back()
        down = false
        setStopped(undefined)
      } catch (error) {
        down = error instanceof Unreachable
        setStopped(error instanceof Unreachable ? error : undefined)
      }
    }, interval)
    return () => clearInterval(timer)
  }, [back])
  return stopped
}
