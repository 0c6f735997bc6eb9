import type { ParameterizedContext } from 'koa'
import { readBody } from '../http/body.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { authenticateBearer } from '../surface/bearer.ts'

/** `POST /activity_logging`: an application says that a user has signed out of it. Nothing follows from that. */
export function activityLogging(runtime: Runtime) {
  return async (ctx: ParameterizedContext<RequestState>): Promise<void> => {
    await readBody(ctx, ['application/json'])
    await authenticateBearer(runtime, ctx, 'openid')
    ctx.body = {}
  }
}
