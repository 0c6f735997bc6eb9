import { Copy } from './copy.tsx'
import type { TenantInfo } from './emulator.ts'

interface TenantProps {
  readonly tenants: readonly TenantInfo[]
  readonly tenant: TenantInfo
  readonly view: string
}

/** Chooses the tenant, and shows its URLs. */
export function Tenant({ tenants, tenant, view }: TenantProps) {
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
    <section aria-label="Tenant" class="tenant">
      <label>
        Tenant{' '}
        <select
          value={tenantId}
          onChange={({ currentTarget }) => {
            location.hash = `#/${view}/${currentTarget.value}`
          }}
        >
          {tenants.map((one) => (
            <option key={one.tenantId} value={one.tenantId}>
              {one.name === undefined ? one.tenantId : `${one.name} (${one.tenantId})`}
            </option>
          ))}
        </select>
      </label>
      <details>
        <summary>Ids and URLs</summary>
        <dl class="values">
          {Object.entries(values).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code> <Copy text={value} what={name} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  )
}
