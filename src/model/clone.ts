import { newCredentials } from './application.ts'
import type { Fault } from './fault.ts'
import type { Tenant } from './tenant.ts'

/** Whether a copy keeps the client ids and secrets, and whether it shares the key pairs or has none yet. */
export interface CloneOptions {
  readonly keepIds: boolean
  readonly keys: 'shared' | 'own'
}

/**
 * An independent copy with another id. Its roles refer to the new client ids. Shared key pairs get new kids, so that
 * neither tenant's key set verifies the other's tokens.
 */
export function cloneTenant(
  source: Tenant,
  tenantId: string,
  { keepIds, keys }: CloneOptions,
): Tenant {
  const applications = source.applications.map((application) =>
    keepIds ? application : { ...application, ...newCredentials(application.type) },
  )
  const renamed = new Map<string | undefined, string>(
    source.applications.map(({ clientId }, index) => [
      clientId,
      applications[index]?.clientId ?? clientId,
    ]),
  )
  // Without the keys of refresh tokens, so that neither tenant accepts the other's.
  const { refreshTokens: _, ...rest } = source
  return {
    ...rest,
    tenantId,
    applications,
    roles: source.roles.map((role) => ({
      ...role,
      access: role.access.map(({ application_id, scopes }) => ({
        application_id: renamed.get(application_id) ?? application_id,
        scopes,
      })),
    })),
    ...(source.faults && { faults: source.faults.map((fault) => ownFault(fault, renamed)) }),
    signingKeys:
      keys === 'own'
        ? []
        : source.signingKeys.map((key, index) => ({
            ...key,
            kid: ownKid(key.kid, source, tenantId, index),
          })),
  }
}

// The copy counts its own strikes, and refers to the copied application.
function ownFault(fault: Fault, renamed: ReadonlyMap<string | undefined, string>): Fault {
  const { clientId } = fault
  return { ...fault, ...(clientId && { clientId: renamed.get(clientId) ?? clientId }) }
}

function ownKid(kid: string, source: Tenant, tenantId: string, index: number): string {
  const own = kid.replace(source.tenantId, tenantId)
  return own === kid ? `appId-${tenantId}-${index}-${kid}` : own
}
