import type { RouterContext } from '@koa/router'
import { badRequest } from '../../http/message-error.ts'
import { isIdentifiedByEmail } from '../../model/prepared.ts'
import { hasProfile, type ProfiledUser, providerOf } from '../../model/user.ts'
import { usersOf } from '../../model/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { pageOf, single } from '../paging.ts'
import { toProfile } from './to-profile.ts'

const most = 100

/**
 * `GET /users` lists the profiles, but not those of anonymous users. `email` and `id` are as the provider knows them,
 * and must match as a whole. `dataScope=full` returns whole profiles.
 */
export function search(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    const [email, id] = [single(ctx, 'email')?.toLowerCase(), single(ctx, 'id')]
    const dataScope = single(ctx, 'dataScope') ?? 'index'
    if (dataScope !== 'index' && dataScope !== 'full')
      throw badRequest('the query parameter dataScope must be index or full')
    const found = usersOf(tenant)
      .filter(hasProfile)
      .filter((user) => providerOf(user) !== 'appid_anon')
      .filter((user) => email === undefined || emailOf(user)?.toLowerCase() === email)
      .filter((user) => id === undefined || user.id === id)
    const { page, totalResults, itemsPerPage, asked } = pageOf(ctx, found, most)
    ctx.body = {
      totalResults,
      itemsPerPage,
      requestOptions: asked,
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
