/** The links in mails, `/wfm/verify/{code}` and `/wfm/reset/{code}`. They are for browsers. */
import type { Next } from 'koa'
import { methodNotAllowed } from '../http/message-error.ts'
import { tenantOfCode } from '../outbox/code.ts'
import type { Runtime } from '../runtime.ts'
import { UnknownTenant } from '../store/errors.ts'
import { enterTenant } from '../surface/enter-tenant.ts'
import { showUnknown } from './bad-links.ts'
import { renderError } from './errors.ts'
import type { Context, LinkHandler } from './link-handler.ts'
import { askForPassword, setPassword } from './reset.ts'
import { verifyAddress } from './verify.ts'

const handlers: Readonly<Record<string, Readonly<Record<string, LinkHandler>>>> = {
  verify: { GET: verifyAddress },
  reset: { GET: askForPassword, POST: setPassword },
}

export const isWfm = (path: string): boolean => /^\/wfm(?:\/|$)/.test(path)

export function wfm(runtime: Runtime) {
  return async (ctx: Context, next: Next): Promise<void> => {
    if (!isWfm(ctx.path)) return next()
    const [, purpose = '', code = ''] = /^\/wfm\/(verify|reset)\/([^/]*)\/?$/.exec(ctx.path) ?? []
    // The code lets whoever knows it in, so it is neither logged nor recorded.
    ctx.state.record.path = purpose === '' ? '/wfm' : `/wfm/${purpose}/{code}`
    try {
      await follow(runtime, ctx, purpose, code)
    } catch (error) {
      await renderError(ctx, error)
    }
  }
}

async function follow(runtime: Runtime, ctx: Context, purpose: string, code: string) {
  const methods = handlers[purpose] ?? {}
  const tenantId = tenantOfCode(code)
  if (tenantId === undefined || !enter(runtime, ctx, tenantId)) return showUnknown(ctx)
  ctx.state.record.tenantId = tenantId
  // Whoever only looks whether the link works does not use it.
  if (ctx.method === 'HEAD') {
    ctx.status = 200
    return
  }
  const handler = methods[ctx.method]
  if (handler === undefined) {
    const Allow = ['HEAD', ...Object.keys(methods)].sort().join(', ')
    throw methodNotAllowed(`${ctx.method} is not allowed here: use ${Allow}`, { Allow })
  }
  await handler(runtime, ctx, code)
}

function enter(runtime: Runtime, ctx: Context, tenantId: string): boolean {
  try {
    enterTenant(runtime, ctx, tenantId)
    return true
  } catch (error) {
    if (error instanceof UnknownTenant) return false
    throw error
  }
}
