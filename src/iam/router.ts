/** The part of IBM Cloud IAM that App ID's clients need: `/identity`, and the older `/oidc/token`. */
import type { RouterContext } from '@koa/router'
import type { Next } from 'koa'
import { performer } from '../faults/perform.ts'
import { createDispatch, type Handler } from '../http/routes.ts'
import { type EmulatedIamOperation, iamOperations } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from '../surface/access.ts'
import { toJwkSet } from '../tokens/keys.ts'
import { methodNotAllowed, notEmulated, notFound, renderError } from './errors.ts'
import { token } from './token.ts'

export function iam(runtime: Runtime) {
  const handlers: Record<EmulatedIamOperation, Handler<RequestState>> = {
    'iam.token': token(runtime),
    'iam.keys': async (ctx) => {
      ctx.body = toJwkSet(await runtime.keys.iam())
    },
  }
  const refusals = { surface: 'IAM', notFound, methodNotAllowed, notEmulated }
  const dispatch = createDispatch(iamOperations, handlers, refusals, performer(runtime))

  return async function iamSurface(ctx: RouterContext<RequestState>, next: Next): Promise<void> {
    if (!/^\/(identity|oidc)(\/|$)/.test(ctx.path)) return next()
    try {
      refuseWebPages(runtime, ctx)
      await dispatch(ctx)
    } catch (error) {
      renderError(ctx, error)
    }
  }
}
