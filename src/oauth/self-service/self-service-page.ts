import type { ParameterizedContext } from 'koa'
import type { SelfService } from '../../model/authorization-request.ts'
import { offers } from '../../model/users/directory.ts'
import { findInDirectory, findProfile } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { languageOf } from '../../surface/language.ts'
import { answerClient, onlyLooks } from '../authorization/answer-client.ts'
import {
  invalid,
  notOffered,
  parseClient,
  parseCodeRequest,
  singleValue,
} from '../authorization/authorization-request.ts'
import { beginSelfService } from './forms.ts'

type Context = ParameterizedContext<RequestState>

type Page = Exclude<SelfService, 'sign_up'>

/** `GET /cloud_directory/forgot_password`, `/change_password` and `/change_details`. */
export function selfServicePage(runtime: Runtime, what: Page) {
  return (ctx: Context): Promise<void> =>
    answerClient(ctx, async (target) => {
      const { query } = ctx
      const { tenant } = ctx.state
      const client = parseClient(tenant, query)
      ctx.state.record.clientId = client.clientId
      if (!offers(tenant, what)) throw notOffered(what)
      const common = { selfService: what, language: languageOf(ctx) } as const
      if (what === 'forgot_password') {
        const { clientId } = client
        if (onlyLooks(ctx)) return
        return beginSelfService(runtime, ctx, { ...target, clientId, ...common }, what)
      }
      const request = parseCodeRequest(client, query, target)
      if (onlyLooks(ctx)) return
      const userId =
        what === 'change_password' ? userIdIn(ctx) : userIdOf(runtime, ctx, client.clientId)
      await beginSelfService(runtime, ctx, { ...request, userId, ...common }, what)
    })
}

/** @throws {AuthorizationError} */
function userIdIn({ query, state: { tenant } }: Context): string {
  const userId = singleValue(query, 'user_id')
  if (userId === undefined) throw invalid('user_id is missing')
  if (findInDirectory(tenant, userId) !== undefined) return userId
  throw invalid(
    findProfile(tenant, userId) === undefined
      ? 'there is no user with this user_id in the Cloud Directory'
      : 'user_id is the id of a profile: send identities[0].id of the id token',
  )
}

/** Exchanges the code of the request, which works once. @throws {AuthorizationError} */
function userIdOf(
  { shortLived }: Runtime,
  { query, state: { tenant } }: Context,
  clientId: string,
): string {
  const found = shortLived.detailsCodes.take(tenant, singleValue(query, 'code') ?? '')
  if (found === undefined || findInDirectory(tenant, found.userId) === undefined)
    throw invalid('code is missing, unknown, used, or expired: get a new one from generate_code')
  if (!found.audience.includes(clientId)) throw invalid('code is for another client_id')
  return found.userId
}
