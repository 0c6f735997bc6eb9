import { randomBytes } from 'node:crypto'
import type { ParameterizedContext } from 'koa'
import { parseBearer } from '../../http/credentials.ts'
import { noStore } from '../../http/no-store.ts'
import { offers } from '../../model/users/directory.ts'
import { isInDirectory } from '../../model/users/user.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { authenticateBearer, invalidToken } from '../../surface/bearer.ts'
import { invalidRequest, oauthError } from '../../surface/oauth-error.ts'
import { verified } from '../../tokens/verify.ts'
import { notOffered } from '../authorization/authorization-request.ts'

/** How long a code is good, in seconds: as long as an authorization code. */
const lifetime = 600

/** `GET /cloud_directory/generate_code` returns a code that opens `change_details` once. It takes both tokens of a user. */
export function generateCode(runtime: Runtime) {
  const { clock, shortLived } = runtime

  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    noStore(ctx)
    const [accessToken, idToken = ''] = parseBearer(ctx.get('Authorization'))?.split(/ +/) ?? []
    const { tenant, user, claims } = await authenticateBearer(runtime, ctx, 'openid', accessToken)
    const identity = await verified(idToken, tenant.signingKeys, clock.seconds(tenant))
    if (identity?.kind !== 'id' || identity.claims.sub !== claims.sub)
      throw invalidToken(
        'send both tokens of the user: Authorization: Bearer <access token> <id token>',
      )
    // IBM's JavaScript SDK looks for this text.
    if (!identity.claims.amr?.includes('cloud_directory') || !isInDirectory(user))
      throw invalidRequest('id token not generated with cloud directory idp')
    if (!offers(tenant, 'change_details'))
      throw oauthError('access_denied', notOffered('change_details').message)
    // IBM's SDKs read the text as JSON if they can: a leading letter prevents it.
    const code = `c${randomBytes(32).toString('base64url')}`
    shortLived.detailsCodes.set(tenant, code, { userId: user.id, audience: claims.aud }, lifetime)
    ctx.type = 'text/plain; charset=utf-8'
    ctx.body = code
  }
}
