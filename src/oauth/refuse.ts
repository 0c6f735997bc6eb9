import type { ParameterizedContext } from 'koa'
import { wantsPage } from '../http/wants-page.ts'
import type { RequestState } from '../runtime.ts'
import { renderOAuthError, toOAuthError } from '../surface/oauth-error.ts'
import { showPage } from '../surface/show-page.ts'

type Context = ParameterizedContext<RequestState>

/** Refuses a request without a redirect: with a page in a browser, and with JSON elsewhere. */
export async function refuse(ctx: Context, thrown: unknown, remedy?: string): Promise<void> {
  renderOAuthError(ctx, thrown)
  if (remedy !== undefined) ctx.state.record.error = `${ctx.state.record.error} ${remedy}`
  const { status, message: problem } = toOAuthError(thrown)
  if (wantsPage(ctx)) await showPage(ctx, { kind: 'refusal', problem, remedy }, { status })
}
