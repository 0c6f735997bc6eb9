import type { RouterContext } from '@koa/router'
import { identitiesOf } from '../../model/users/profile.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { getUser, toResponse } from './directory.ts'

/** `GET /cloud_directory/{userId}/userinfo`. A user without a profile has no `sub`. */
export function userinfo(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    const user = getUser(tenant, ctx.params.userId)
    const idpUserInfo = toResponse(runtime, tenant, user)
    ctx.body = {
      identities: identitiesOf(user).map((identity) => ({ ...identity, idpUserInfo })),
      ...(user.profileId !== null && { sub: user.profileId }),
      attributes: user.attributes ?? {},
    }
  }
}
