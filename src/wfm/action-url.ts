import type { ParameterizedContext } from 'koa'
import { redirect } from '../http/redirect.ts'
import { withParameters } from '../model/redirect-uri.ts'
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
  const [url = '', ...fragment] = new URL(actionUrl).href.split('#')
  // Nobody learns the address of the link.
  ctx.set({ 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' })
  redirect(ctx, [withParameters(url, { context, language }), ...fragment].join('#'))
  return true
}
