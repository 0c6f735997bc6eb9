import type { Context } from './link-handler.ts'
import { show } from './show.ts'

export function showUnknown(ctx: Context): Promise<void> {
  ctx.state.record.error = 'the link is unknown, or it has expired'
  const heading = 'This link does not work'
  const text = 'It has expired, or it is not complete. Ask for a new one where you sign in.'
  return show(ctx, { kind: 'notice', heading, text }, 404)
}

export function showUsed(ctx: Context): Promise<void> {
  ctx.state.record.error = 'the link has been used before, or the password has changed since'
  const heading = 'This link has been used before'
  const text =
    'It works only once, and only until the password changes. Ask for a new one where you sign in.'
  return show(ctx, { kind: 'notice', heading, text }, 410)
}
