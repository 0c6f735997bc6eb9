import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import { withoutEntry } from '../../model/users/directory.ts'
import type { DirectoryUser } from '../../model/users/user.ts'
import { findInDirectory, withoutUser } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { unknownUser } from '../scim-error.ts'
import { getUser } from './directory.ts'

/** `DELETE /cloud_directory/Users/{userId}` keeps the profile. */
export const removeEntry = (runtime: Runtime) => remove(runtime, withoutEntry)

/** `DELETE /cloud_directory/remove/{userId}` removes the user and the profile. */
export const removeUser = (runtime: Runtime) => remove(runtime, withoutUser)

function remove({ store }: Runtime, without: (tenant: Tenant, user: DirectoryUser) => Tenant) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) =>
      without(tenant, getUser(tenant, ctx.params.userId)),
    )
    ctx.status = 204
  }
}

const Ids = v.object({
  ids: v.pipe(v.array(v.string()), v.maxLength(100, 'must have at most 100 ids')),
})

/** `POST /cloud_directory/bulk_remove` removes users and their profiles. */
export function bulkRemove({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const ids = [...new Set((await parseBody(ctx, Ids)).ids)]
    let unknown: readonly string[] = []
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      const found = ids.flatMap((id) => findInDirectory(tenant, id) ?? [])
      unknown = ids.filter((id) => findInDirectory(tenant, id) === undefined)
      return found.reduce(withoutUser, tenant)
    })
    const error = unknownUser('there is no user with this id in the Cloud Directory').toBody()
    ctx.body = {
      deleted: ids.length - unknown.length,
      failed: unknown.length,
      failReasons: unknown.map((id) => ({ id, error })),
    }
  }
}
