import { isIP } from 'node:net'
import type { ParameterizedContext } from 'koa'
import { forbidden } from '../http/message-error.ts'

/** Names that only a machine's own network gives out, so that no page of the internet can have them. */
const local = /^(?:localhost|.+\.(?:localhost|local|internal|test)|[^.]+)$/

/**
 * Keeps web pages out (DNS rebinding included), while other containers and test runners get in: the Host has to
 * be an address, a local name, or one that was allowed; an Origin has to be the request's own.
 * @throws {MessageError} 403
 */
export function refuseWebPages(
  ctx: ParameterizedContext,
  allowed: readonly (string | undefined)[],
): void {
  const host = ctx.get('Host').toLowerCase()
  const name = nameOf(host)
  if (isIP(name) === 0 && !local.test(name) && !allowed.includes(name))
    throw forbidden(
      `the host ${name} may not use the control API: allow it with --allowed-host ${name}`,
    )
  const origin = ctx.get('Origin')
  if (origin !== '' && origin.toLowerCase() !== `${ctx.protocol}://${host}`)
    throw forbidden(`a page of ${origin} may not use the control API`)
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1')
}
