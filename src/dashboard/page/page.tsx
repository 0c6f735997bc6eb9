import { useCallback, useEffect, useState } from 'preact/hooks'
import { Applications } from './applications/applications.tsx'
import { overview, type TenantInfo } from './emulator.ts'
import { useLoaded } from './loaded.ts'
import { Mails } from './mails/mails.tsx'
import { Problem } from './problem.tsx'
import { Rehearse } from './rehearse/rehearse.tsx'
import { Requests } from './requests/requests.tsx'
import { SignIn } from './sign-in.tsx'
import { useStopped } from './stopped.ts'
import { Tenant } from './tenant.tsx'
import { DirectoryUsers } from './users/directory-users.tsx'
import { Users } from './users/users.tsx'

const views = {
  applications: 'Applications',
  users: 'Users',
  mails: 'Mails',
  requests: 'Requests',
  rehearse: 'Rehearse',
} as const

type View = keyof typeof views

/** The whole page: chooses the tenant and the view. Both are in the fragment of the URL: `#/{view}/{tenantId}`. */
export function Page() {
  const [place, setPlace] = useState(placeOf)
  const { value: start, error, reload } = useLoaded(overview, [place.tenantId])
  const [signedIn, setSignedIn] = useState(false)
  const change = useCallback(
    (isAnotherRun: boolean) => {
      // Another run may know other API keys.
      if (isAnotherRun) setSignedIn(false)
      reload()
    },
    [reload],
  )
  const stopped = useStopped(change)
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
  const tenant =
    place.tenantId === '' ? tenants[0] : tenants.find(({ tenantId }) => tenantId === place.tenantId)
  return (
    <>
      <header>
        <h1>App ID emulator</h1>
        <p class="version">{start.version}</p>
        <nav aria-label="Views">
          {Object.entries(views).map(([view, title]) => (
            <a
              key={view}
              href={`#/${view}/${tenant?.tenantId ?? place.tenantId}`}
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
        {tenants.length === 0 && (
          <p>
            {start.refused === undefined
              ? 'There is no tenant. Start the emulator with a seed, or create one with POST /_appid/tenants.'
              : `The tenants are not shown here: ${start.refused}.`}
          </p>
        )}
        {tenants.length > 0 && <Tenant tenants={tenants} tenant={tenant} view={place.view} />}
        {tenants.length > 0 && tenant === undefined && (
          <p>There is no tenant {place.tenantId} here. Choose another.</p>
        )}
        {tenant !== undefined &&
          (start.strictIam && !signedIn ? (
            <SignIn onDone={() => setSignedIn(true)} />
          ) : (
            <Shown view={place.view} tenant={tenant} hasControl={start.control} reload={reload} />
          ))}
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
  if (view === 'users' && !hasControl) return <DirectoryUsers key={tenantId} tenant={tenant} />
  if (!hasControl)
    return (
      <p>
        {views[view]} needs the control API, which is switched off. Start the emulator without
        --no-control.
      </p>
    )
  if (view === 'users') return <Users key={tenantId} tenant={tenant} />
  if (view === 'mails') return <Mails key={tenantId} tenant={tenant} />
  if (view === 'requests') return <Requests key={tenantId} tenant={tenant} />
  return <Rehearse key={tenantId} tenant={tenant} onReset={reload} />
}

/** What the URL says. Without a tenant, its id is empty. */
function placeOf(): { view: View; tenantId: string } {
  const [, view = '', tenantId = ''] = location.hash.split('/')
  return { view: isView(view) ? view : 'applications', tenantId }
}

function isView(text: string): text is View {
  return Object.hasOwn(views, text)
}
