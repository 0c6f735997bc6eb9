import type { TenantInfo } from '../emulator.ts'
import { useLoaded } from '../loaded.ts'
import { manage, toManage } from '../management.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { Row } from '../row.tsx'
import { useShownAgain } from '../shown-again.ts'
import { most } from './user-api.ts'

/** An entry in the Cloud Directory, as far as it is shown by itself (SCIM, RFC 7643). */
interface Entry {
  readonly id: string
  readonly displayName?: string
  readonly userName?: string
  readonly emails?: readonly { readonly value: string }[]
  readonly status?: string
}

interface Entries {
  readonly totalResults: number
  readonly Resources: readonly Entry[]
}

/** The view Users without a control API: what the management API says of the users of the Cloud Directory. */
export function DirectoryUsers({ tenant }: { readonly tenant: TenantInfo }) {
  const request = toManage(tenant, 'GET', `/cloud_directory/Users?count=${most}`)
  const { value, error, reload } = useLoaded(() => manage<Entries>(request), [tenant])
  useShownAgain(reload)
  return (
    <section class="list users" aria-labelledby="users-title">
      <h2 id="users-title">Users of the Cloud Directory</h2>
      <p>
        This is what the management API says. Users of other providers, adding, deleting and signing
        in as a user need the control API, which is switched off. Start the emulator without
        --no-control.
      </p>
      <Unloaded error={error} />
      <p role="status">{value && counted(value)}</p>
      <OverHttp what="The list" requests={{ 'List the users': request }} />
      <ul aria-labelledby="users-title">
        {value?.Resources.map((entry) => {
          const { id, emails, userName, displayName, status } = entry
          const login = emails?.[0]?.value ?? userName
          return (
            <Row
              key={id}
              id={`user-${id}`}
              keptAs={`${tenant.tenantId} entry ${id}`}
              summary={
                <>
                  <span class="name">{displayName ?? login}</span> <span>{login}</span>{' '}
                  <span class="type">cloud_directory</span> <span class="type">{status}</span>
                </>
              }
            >
              <pre>{JSON.stringify(entry, null, 2)}</pre>
            </Row>
          )
        })}
      </ul>
    </section>
  )
}

function counted({ totalResults, Resources }: Entries): string {
  if (totalResults === 0) return 'The directory has no users yet.'
  const number = totalResults === 1 ? '1 user.' : `${totalResults} users.`
  return totalResults > Resources.length
    ? `${number} The first ${Resources.length} are shown.`
    : number
}
