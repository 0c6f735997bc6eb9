/** Flawed tokens of the tenants that there are. */
import { derived } from '../model/derived.ts'
import type { FlawName } from '../model/flaw.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Runtime } from '../runtime.ts'
import type { Draft } from '../tokens/draft.ts'
import { generateSigningKey } from '../tokens/keys.ts'
import { withFlaw } from './flaws.ts'

/** A tenant that is not there, for when there is none with a key to take a wrong token from. */
const nobody = '00000000-0000-4000-8000-000000000000'

/** One for each emulator: making it takes up to half a second. */
const strangeKey = derived((_: Runtime) => generateSigningKey(`appId-${nobody}`))

/** The token of a tenant, with this flaw. */
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
      return { tenantId: nobody, key: await strangeKey(runtime) }
    },
  })
}
