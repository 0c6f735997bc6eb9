import type { ParameterizedContext } from 'koa'

/** Whether the emulator's own page sent a request for itself: it is neither recorded nor struck by faults. */
export function fromPage(ctx: ParameterizedContext): boolean {
  return ctx.get('X-AppID-Emulator-Page') !== ''
}
