import type { ParameterizedContext } from 'koa'
import { documentOf } from '../model/config/config.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { authenticateBearer, type Bearer, invalidToken } from '../surface/bearer.ts'

type Authenticate = (runtime: Runtime, ctx: ParameterizedContext<RequestState>) => Promise<Bearer>

export const authenticateReader = authenticating('appid_readuserattr')
export const authenticateWriter = authenticating('appid_writeuserattr')

/** Authenticates the user by an access token with a scope, in a tenant that stores profiles. @throws {OAuthError} */
function authenticating(scope: string): Authenticate {
  return async (runtime, ctx) => {
    const bearer = await authenticateBearer(runtime, ctx, scope)
    if (!documentOf(bearer.tenant, 'users_profile').isActive)
      throw invalidToken('this tenant stores no profiles: set isActive of config/users_profile')
    return bearer
  }
}
