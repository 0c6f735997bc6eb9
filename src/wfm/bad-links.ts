import { showPage } from '../surface/html-page.ts'
import type { Context } from './link-handler.ts'

export function showUnknown(ctx: Context): void {
  ctx.state.record.error = 'the link is unknown, or it has expired'
  showPage(
    ctx,
    404,
    'This link does not work',
    '<p>It has expired, or it is not complete. Ask for a new one where you sign in.</p>',
  )
}

export function showUsed(ctx: Context): void {
  ctx.state.record.error = 'the link has been used before'
  showPage(
    ctx,
    410,
    'This link has been used before',
    '<p>It works only once. Ask for a new one where you sign in.</p>',
  )
}
