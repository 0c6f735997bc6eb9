import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import { findLogin } from '../../model/users/directory.ts'
import { withPasswordHash } from '../../model/users/password.ts'
import { NewScimUser, ScimUser, withScim } from '../../model/users/scim-body.ts'
import { type DirectoryUser, isInDirectory } from '../../model/users/user.ts'
import { usersOf } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { Paging, pageOf, parseQuery } from '../query.ts'
import { addUser } from './add.ts'
import { acceptedHash, changeUser, getUser, refuse, toResponse } from './directory.ts'

/** How many users a page has at most, and without `count`. */
const most = 100

/** `GET /cloud_directory/Users`: `query` is a whole e-mail address or user name. The first user is number 1. */
export function list(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    const { query, ...asked } = parseQuery(ctx, {
      ...Paging,
      query: v.optional(v.string()),
    })
    const { page, ...sizes } = pageOf(matching(tenant, query), asked, most)
    ctx.body = {
      ...sizes,
      Resources: page.map((user) => toResponse(runtime, tenant, user)),
    }
  }
}

function matching(tenant: Tenant, query = ''): readonly DirectoryUser[] {
  if (query === '') return usersOf(tenant).filter(isInDirectory)
  const user = findLogin(tenant, query)
  return user === undefined ? [] : [user]
}

/** `POST /cloud_directory/Users` makes no profile. It returns 201. */
export function create(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const sent = await parseBody(ctx, NewScimUser)
    const { id, tenant } = await addUser(runtime, ctx, sent, () => 'PENDING')
    ctx.status = 201
    ctx.body = toResponse(runtime, tenant, getUser(tenant, id))
  }
}

/** `GET /cloud_directory/Users/{userId}` */
export function get(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    ctx.body = toResponse(runtime, tenant, getUser(tenant, ctx.params.userId))
  }
}

/** `PUT /cloud_directory/Users/{userId}` keeps what is left out. */
export function replace(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const sent = await parseBody(ctx, ScimUser)
    const { userId } = ctx.params
    getUser(ctx.state.tenant, userId)
    const passwordHash = sent.password && (await acceptedHash(ctx.state.tenant, sent.password))
    ctx.body = await changeUser(runtime, ctx, userId, (user, tenant) => {
      const changed = { ...withScim(user, sent), ...lockOf(user, sent) }
      refuse(tenant, changed)
      return passwordHash ? withPasswordHash(changed, passwordHash) : changed
    })
    if (sent.active === true)
      runtime.shortLived.wrongPasswords.delete(ctx.state.tenant, `${userId}`)
  }
}

/** Whoever is set to active or inactive is no longer locked, even if the whole user is sent back with `lockedUntil`. */
function lockOf(user: DirectoryUser, { active, lockedUntil }: ScimUser) {
  const isUnlocked = active === true && user.active === false
  const isDecided = typeof active === 'boolean' && lockedUntil === undefined
  return isUnlocked || isDecided ? { lockedUntil: undefined } : {}
}

/** `POST /cloud_directory/Users/{userId}/sso/logout` signs the user out everywhere. */
export function logout({ shortLived }: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    shortLived.sessions.endAllOf(tenant, getUser(tenant, ctx.params.userId).id)
    ctx.status = 204
  }
}
