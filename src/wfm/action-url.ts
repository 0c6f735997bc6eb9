import type { ParameterizedContext } from 'koa'
import { noStore } from '../http/no-store.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Outcome } from '../users/links.ts'

/** Redirects to the tenant's own page, if it has one. It gets the context, in exchange for which it learns the rest. */
export function redirectToAction(
  ctx: ParameterizedContext,
  { config }: Tenant,
  action: 'on_user_verified' | 'on_reset_password',
  { context, language }: Outcome,
): boolean {
  const { actionUrl = '' } = config?.['cloud_directory/action_url']?.[action] ?? {}
  if (!URL.canParse(actionUrl)) return false
  const [url = '', ...fragment] = actionUrl.split('#')
  const query = new URLSearchParams({ context, language })
  const whole = [`${url}${url.includes('?') ? '&' : '?'}${query}`, ...fragment].join('#')
  noStore(ctx)
  // Nobody learns the address of the link.
  ctx.set({ 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' })
  ctx.redirect(whole)
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = `Found. Redirecting to ${ctx.response.get('Location')}`
  return true
}
