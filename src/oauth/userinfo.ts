import type { ParameterizedContext } from 'koa'
import { noStore } from '../http/no-store.ts'
import { documentOf } from '../model/config/config.ts'
import { toUserinfo } from '../model/users/profile.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { authenticateBearer, invalidToken } from '../surface/bearer.ts'
import { lastLoginOf } from '../users/last-login.ts'

/** `GET` and `POST /userinfo` (OpenID Connect Core 1.0 §5.3). */
export function userinfo(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    noStore(ctx)
    const { tenant, user } = await authenticateBearer(runtime, ctx, 'openid')
    if (!documentOf(tenant, 'users_profile').isActive)
      throw invalidToken('user profiles are off: set isActive of config/users_profile')
    ctx.body = toUserinfo(tenant, user, lastLoginOf(runtime, tenant, user))
  }
}
