import { isIP } from 'node:net'
import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import { originOf, reached } from '../http/reached.ts'
import type { Runtime } from '../runtime.ts'

/** Names that only a machine's own network gives out, so that no page of the internet can have them. */
const local = /^(?:localhost|.+\.(?:localhost|local|internal|svc|test)|[^.]*)$/

/** A web page may have sent this, and it is not for web pages. The message is for whoever did. */
export class WebPageRefused extends Error {
  override readonly name = 'WebPageRefused'
}

/**
 * Keeps web pages away from what hands out secrets (DNS rebinding included), while other containers and test runners
 * get in: the Host has to be an address, a local name, or one that was allowed; an Origin has to be our own.
 * @throws {WebPageRefused} {InvalidHost}
 */
export function refuseWebPages(
  { issuer, allowedHosts, word }: Runtime,
  ctx: ParameterizedContext,
): void {
  const here = reached(ctx)
  const own = originOf(here)
  const { publicUrl } = issuer
  const allowed = [...allowedHosts, publicUrl?.hostname]
  // Behind a trusted proxy both count: a page that gets past the proxy can forge what is forwarded, but not its Host.
  for (const host of [ctx.get('Host'), here.host]) {
    const name = nameOf(host)
    if (isIP(name) === 0 && !local.test(name) && !allowed.includes(name))
      throw new WebPageRefused(
        `the host ${excerpt(name)} is not allowed here: if it is yours, allow it with ${word('allowedHosts')} ${excerpt(name)}`,
      )
  }
  const origin = ctx.get('Origin').toLowerCase()
  if (origin !== '' && ![own, publicUrl?.origin].includes(origin))
    throw new WebPageRefused(
      `a web page of ${excerpt(origin)} may not use this API, only one of ${excerpt(own)}`,
    )
}

/** The name alone: without its port, an address without its brackets. */
export function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
