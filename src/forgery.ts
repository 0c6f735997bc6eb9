/** Flawed tokens of the tenants that there are. */
import type { FlawName } from './model/flaw.ts'
import type { SigningKey } from './model/signing-key.ts'
import type { Tenant } from './model/tenant.ts'
import { type Runtime, withSigningKey } from './runtime.ts'
import { type Draft, decode, forge } from './tokens/flaws.ts'
import { generateSigningKey } from './tokens/keys.ts'

/** A tenant that is not there, for when there is none to take a wrong token from. */
const nobody = '00000000-0000-4000-8000-000000000000'

const strangeKeys = new WeakMap<Runtime, Promise<SigningKey>>()

/** One for each emulator: making it takes up to half a second. */
function strangeKey(runtime: Runtime): Promise<SigningKey> {
  const key = strangeKeys.get(runtime) ?? generateSigningKey(`appId-${nobody}`)
  strangeKeys.set(runtime, key)
  return key
}

/** The token of a tenant, with this flaw. */
export function forgeToken(
  runtime: Runtime,
  tenant: Tenant,
  draft: Draft,
  flaw: FlawName,
): Promise<string> {
  return forge(draft, flaw, {
    tenantId: tenant.tenantId,
    now: runtime.clock.seconds(tenant),
    strangeKey: () => strangeKey(runtime),
    async otherTenant() {
      const neighbours = [...runtime.store.state.tenants.values()]
      const neighbour = neighbours.find(({ tenantId }) => tenantId !== tenant.tenantId)
      const key = neighbour && (await withSigningKey(runtime, neighbour)).signingKeys.at(-1)
      return neighbour && key
        ? { tenantId: neighbour.tenantId, key }
        : { tenantId: nobody, key: await strangeKey(runtime) }
    },
  })
}

/** A token that a tenant has issued, now with this flaw. */
export async function spoilToken(
  runtime: Runtime,
  tenantId: string,
  token: string,
  flaw: FlawName,
): Promise<string> {
  const tenant = runtime.store.getTenant(tenantId)
  const { header, claims } = decode(token)
  const key = tenant.signingKeys.find(({ kid }) => kid === header.kid)
  if (key === undefined) throw new Error(`tenant ${tenantId} has lost its key ${header.kid}`)
  return forgeToken(runtime, tenant, { header, claims, key }, flaw)
}
