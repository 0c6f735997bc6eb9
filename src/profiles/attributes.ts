/** A user's attributes, `/api/v1/attributes`: what applications keep in the profile, with the user's own token. */
import type { RouterContext } from '@koa/router'
import { readText } from '../http/text.ts'
import type { Tenant } from '../model/tenant.ts'
import { areTooLarge, maxAttributes } from '../model/users/profile.ts'
import type { ProfiledUser } from '../model/users/user.ts'
import { findProfile } from '../model/users/users.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { invalidToken } from '../surface/bearer.ts'
import { invalidRequest, oauthError } from '../surface/oauth-error.ts'
import { updateUser } from '../users/update-user.ts'
import { authenticateReader, authenticateWriter } from './authenticate.ts'

type Attributes = Readonly<Record<string, unknown>>

/** `GET /attributes` */
export function getAll(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { user } = await authenticateReader(runtime, ctx)
    ctx.body = user.attributes ?? {}
  }
}

/** `GET /attributes/{attributeName}` returns an object with this member alone. */
export function get(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { user } = await authenticateReader(runtime, ctx)
    const name = nameOf(ctx)
    const attributes = having(user.attributes, name)
    ctx.body = { [name]: attributes[name] }
  }
}

/** `PUT /attributes/{attributeName}`. The body is the value, a text even if it looks like JSON. */
export function set(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { tenant, user } = await authenticateWriter(runtime, ctx)
    const name = nameOf(ctx)
    const attribute = { [name]: await readText(ctx, maxAttributes) }
    await change(runtime, tenant, user, (before) => {
      const attributes = { ...before, ...attribute }
      if (areTooLarge(attributes))
        throw invalidRequest(
          `the attributes of a profile must not be larger than ${maxAttributes} bytes`,
          413,
        )
      return attributes
    })
    ctx.body = attribute
  }
}

/** `DELETE /attributes/{attributeName}` */
export function remove(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { tenant, user } = await authenticateWriter(runtime, ctx)
    const name = nameOf(ctx)
    await change(runtime, tenant, user, (before) => {
      const { [name]: _, ...others } = having(before, name)
      return others
    })
    ctx.status = 204
  }
}

async function change(
  runtime: Runtime,
  { tenantId }: Tenant,
  { profileId }: ProfiledUser,
  to: (attributes: Attributes | undefined) => Attributes,
): Promise<void> {
  const find = (tenant: Tenant) => {
    const user = findProfile(tenant, profileId)
    if (user === undefined) throw invalidToken('the user of the access token was deleted')
    return user
  }
  await updateUser(runtime, tenantId, find, (user) => ({
    ...user,
    attributes: to(user.attributes),
  }))
}

/** The attributes, among which there must be this one. @throws {OAuthError} 404 */
function having(attributes: Attributes = {}, name: string): Attributes {
  if (!Object.hasOwn(attributes, name))
    throw oauthError('not_found', 'the profile has no attribute of this name')
  return attributes
}

// The router leaves a name as it is that cannot be decoded. One that can be is shorter than its code.
function nameOf({ path, params }: RouterContext<RequestState>): string {
  const { attributeName = '' } = params
  const [, coded = ''] = /([^/]+)\/?$/.exec(path) ?? []
  if (coded.includes('%') && coded === attributeName)
    throw invalidRequest('the name of the attribute is not percent-encoded UTF-8')
  return attributeName
}
