import { showPage } from '../surface/html-page.ts'
import { verify } from '../surface/self-service.ts'
import { redirectToAction } from './action-url.ts'
import { showUnknown } from './bad-links.ts'
import type { LinkHandler } from './link-handler.ts'

/** `GET /wfm/verify/{code}` verifies an e-mail address. */
export const verifyAddress: LinkHandler = async (runtime, ctx, code) => {
  const { tenant, base } = ctx.state
  const outcome = await verify(runtime, base, tenant, code)
  if (redirectToAction(ctx, tenant, 'on_user_verified', outcome)) return
  if (outcome.state === 'unknown') return showUnknown(ctx)
  if (outcome.state === 'gone')
    return showPage(
      ctx,
      410,
      'Your email address was verified before',
      '<p>This link works only once. You can close this page and sign in.</p>',
    )
  showPage(
    ctx,
    200,
    'Your email address is verified',
    '<p>You can close this page and sign in.</p>',
  )
}
