import type { TenantInfo } from './emulator.ts'
import { Values } from './values.tsx'

interface TenantProps {
  readonly tenants: readonly TenantInfo[]
  /** Undefined: none of them is chosen. */
  readonly tenant: TenantInfo | undefined
  readonly view: string
}

/** Chooses the tenant, and shows its URLs. */
export function Tenant({ tenants, tenant, view }: TenantProps) {
  return (
    <section aria-label="Tenant" class="tenant">
      <label>
        Tenant{' '}
        <select
          value={tenant?.tenantId ?? ''}
          onChange={({ currentTarget }) => {
            location.hash = `#/${view}/${currentTarget.value}`
          }}
        >
          {tenant === undefined && <option value="">none</option>}
          {tenants.map((one) => (
            <option key={one.tenantId} value={one.tenantId}>
              {one.name === undefined ? one.tenantId : `${one.name} (${one.tenantId})`}
            </option>
          ))}
        </select>
      </label>
      {tenant !== undefined && <Urls tenant={tenant} />}
    </section>
  )
}

function Urls({ tenant }: { readonly tenant: TenantInfo }) {
  const { tenantId, issuer, oAuthServerUrl, discoveryEndpoint, managementUrl, profilesUrl } = tenant
  const values = {
    tenantId,
    issuer,
    oAuthServerUrl,
    discoveryEndpoint,
    managementUrl,
    profilesUrl,
  }
  return (
    <details>
      <summary>Ids and URLs</summary>
      <Values values={values} />
    </details>
  )
}
