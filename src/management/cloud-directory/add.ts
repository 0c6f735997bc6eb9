import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import type * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import { type NewScimUser, withScim } from '../../model/users/scim-body.ts'
import { type DirectoryUser, tidied } from '../../model/users/user.ts'
import { withAddedUser } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { acceptedHash, refuse } from './directory.ts'

/** Adds a user to the Cloud Directory, who has no profile yet. Returns the id, and the tenant with the user. */
export async function addUser(
  runtime: Runtime,
  ctx: RouterContext<RequestState>,
  sent: v.InferOutput<typeof NewScimUser>,
  statusIn: (tenant: Tenant) => DirectoryUser['status'],
  andThen: (tenant: Tenant, user: DirectoryUser) => Tenant = (tenant) => tenant,
): Promise<{ id: string; tenant: Tenant }> {
  const passwordHash = await acceptedHash(ctx.state.tenant, sent.password)
  const id = randomUUID()
  const tenant = await runtime.store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
    const created = runtime.clock.iso(tenant)
    const blank = {
      id,
      profileId: null,
      passwordHash,
      status: statusIn(tenant),
      created,
      lastModified: created,
    }
    const user = tidied(withScim(blank, sent))
    refuse(tenant, user)
    return andThen(withAddedUser(tenant, user), user)
  })
  return { id, tenant }
}
