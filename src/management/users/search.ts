import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { isIdentifiedByEmail } from '../../model/users/prepared.ts'
import { hasProfile, type ProfiledUser, providerOf } from '../../model/users/user.ts'
import { usersOf } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { Paging, pageOf, parseQuery, requestOptions } from '../query.ts'
import { toProfile } from './to-profile.ts'

const most = 100

const Query = {
  email: v.optional(v.string()),
  id: v.optional(v.string()),
  dataScope: v.optional(v.picklist(['index', 'full']), 'index'),
  ...Paging,
}

/**
 * `GET /users` lists the profiles, but not those of anonymous users. `email` and `id` are as the provider knows them,
 * and must match as a whole. `dataScope=full` returns whole profiles.
 */
export function search(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    const { email, id, dataScope, ...asked } = parseQuery(ctx, Query)
    const found = usersOf(tenant)
      .filter(hasProfile)
      .filter((user) => providerOf(user) !== 'appid_anon')
      .filter((user) => email === undefined || emailOf(user)?.toLowerCase() === email.toLowerCase())
      .filter((user) => id === undefined || user.id === id)
    const { page, ...sizes } = pageOf(found, asked, most)
    ctx.body = {
      ...sizes,
      requestOptions: requestOptions(asked),
      users: page.map((user) =>
        dataScope === 'full' ? toProfile(runtime, tenant, user) : toIndex(user),
      ),
    }
  }
}

function toIndex(user: ProfiledUser) {
  const email = emailOf(user)
  return {
    id: user.profileId,
    idp: providerOf(user),
    ...(email !== undefined && { email }),
  }
}

/** For Cloud Directory and SAML, a profile is prepared for an e-mail address. */
function emailOf(user: ProfiledUser): string | undefined {
  return user.email ?? (isIdentifiedByEmail(providerOf(user)) ? user.idpIdentity : undefined)
}
