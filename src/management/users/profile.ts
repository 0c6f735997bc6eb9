/** A user's profile, by its id: the `sub` of tokens, and never the id in the Cloud Directory. */
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { MessageError, notFound } from '../../http/message-error.ts'
import type { Tenant } from '../../model/tenant.ts'
import { areTooLarge, maxAttributes } from '../../model/users/profile.ts'
import { isInDirectory, type ProfiledUser, withoutProfile } from '../../model/users/user.ts'
import { findProfile } from '../../model/users/users.ts'
import { JsonObject } from '../../model/values/json.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { updateUser } from '../../users/update-user.ts'
import { parseBody } from '../body.ts'
import { toProfile } from './to-profile.ts'

const Profile = v.object({ attributes: JsonObject })

/** `GET /users/{id}/profile` */
export function get(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    ctx.body = toProfile(runtime, tenant, getProfile(tenant, ctx.params.id))
  }
}

/** `PUT /users/{id}/profile` replaces all attributes. Nothing else of a profile can be changed. */
export function replace(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { attributes } = await parseBody(ctx, Profile)
    refuseTooLarge(attributes)
    const find = (tenant: Tenant) => getProfile(tenant, ctx.params.id)
    const { tenantId } = ctx.state.tenant
    const tenant = await updateUser(runtime, tenantId, find, (user) => ({ ...user, attributes }))
    ctx.body = toProfile(runtime, tenant, find(tenant))
  }
}

/** `DELETE /users/{id}`, also `/users/{id}/profile`. A user of the Cloud Directory stays there. */
export function remove(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    await updateUser(
      runtime,
      ctx.state.tenant.tenantId,
      (tenant) => getProfile(tenant, ctx.params.id),
      (user) => (isInDirectory(user) ? withoutProfile(user) : undefined),
    )
    ctx.status = 204
  }
}

/** `POST /users/{id}/revoke_refresh_token` ends all refresh tokens of the user that were issued before. */
export function revokeRefreshTokens(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    await updateUser(
      runtime,
      ctx.state.tenant.tenantId,
      (tenant) => getProfile(tenant, ctx.params.id),
      (user) => ({ ...user, refreshGeneration: (user.refreshGeneration ?? 0) + 1 }),
    )
    ctx.status = 204
  }
}

/** @throws {MessageError} 404, with the message that was recorded from the live service */
export function getProfile(tenant: Tenant, id = ''): ProfiledUser {
  const user = findProfile(tenant, id)
  if (user === undefined) throw notFound('Profile not found')
  return user
}

/** @throws {MessageError} 413 */
export function refuseTooLarge(attributes: object): void {
  if (areTooLarge(attributes))
    throw new MessageError(
      413,
      `the attributes of a profile are larger than ${maxAttributes} bytes`,
    )
}
