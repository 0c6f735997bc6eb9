import { verify } from '../users/links.ts'
import { redirectToAction } from './action-url.ts'
import { showUnknown } from './bad-links.ts'
import type { LinkHandler } from './link-handler.ts'
import { show } from './show.ts'

/** `GET /wfm/verify/{code}` verifies an e-mail address. */
export const verifyAddress: LinkHandler = async (runtime, ctx, code) => {
  const { tenant, base } = ctx.state
  const outcome = await verify(runtime, base, tenant, code)
  if (redirectToAction(ctx, tenant, 'on_user_verified', outcome)) return
  if (outcome.state === 'unknown') return showUnknown(ctx)
  if (outcome.state === 'gone') {
    const heading = 'Your email address was verified before'
    const text = 'This link works only once. You can close this page and sign in.'
    return show(ctx, { kind: 'notice', heading, text }, 410)
  }
  const heading = 'Your email address is verified'
  await show(ctx, { kind: 'notice', heading, text: 'You can close this page and sign in.' })
}
