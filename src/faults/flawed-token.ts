/** Issues flawed tokens. */
import { derived } from '../model/derived.ts'
import type { FlawName } from '../model/flaw.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Runtime } from '../runtime.ts'
import type { Draft } from '../tokens/draft.ts'
import { generateSigningKey } from '../tokens/keys.ts'
import { withFlaw } from './flaws.ts'

/** The id of a tenant that does not exist, used when no other tenant has a key. */
const unknownTenantId = '00000000-0000-4000-8000-000000000000'

/** Cached for each emulator, because generating a key takes up to half a second. */
const strangeKey = derived((_: Runtime) => generateSigningKey(`appId-${unknownTenantId}`))

/** Signs a token of this tenant with the given flaw. */
export function flawedToken(
  runtime: Runtime,
  tenant: Tenant,
  draft: Draft,
  flaw: FlawName,
): Promise<string> {
  const { clock, store } = runtime
  const times = [clock.seconds(tenant), clock.seconds()]
  return withFlaw(draft, flaw, {
    tenantId: tenant.tenantId,
    earliest: Math.min(...times),
    latest: Math.max(...times),
    strangeKey: () => strangeKey(runtime),
    async otherTenant() {
      for (const { tenantId, signingKeys } of store.state.tenants.values()) {
        const key = signingKeys.at(-1)
        if (tenantId !== tenant.tenantId && key !== undefined) return { tenantId, key }
      }
      return { tenantId: unknownTenantId, key: await strangeKey(runtime) }
    },
  })
}
