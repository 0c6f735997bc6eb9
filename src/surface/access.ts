import { isIP } from 'node:net'
import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import { hostNameOf, originOf, reached } from '../http/reached.ts'
import type { Runtime } from '../runtime.ts'

/** Names that only resolve in a local network, so that no public website can use them. */
const local = /^(?:localhost|.+\.(?:localhost|local|internal|svc|test)|[^.]*)$/

/** A request that a foreign web page may have sent. The message is sent to the client. */
export class WebPageRefused extends Error {
  override readonly name = 'WebPageRefused'
}

/**
 * Protects APIs that return secrets from foreign web pages (including DNS rebinding), but lets other containers and
 * test runners in: the Host must be an IP address, a local name or an allowed name; an Origin must be the emulator's.
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
  // Behind a trusted proxy both hosts are checked: a page that bypasses the proxy can forge the forwarded host, but not
  // the Host header.
  for (const host of [ctx.get('Host'), here.host]) {
    const name = hostNameOf(host)
    if (isIP(name) === 0 && !local.test(name) && !allowed.includes(name))
      throw new WebPageRefused(
        `the host ${excerpt(name)} is not allowed here: if it is yours, allow it with ${word('allowedHosts')} ${excerpt(name)}`,
      )
  }
  const origin = ctx.get('Origin').toLowerCase()
  if (origin !== '' && ![own, publicUrl?.origin].includes(origin))
    throw new WebPageRefused(
      `web pages of ${excerpt(origin)} cannot use this API, only those of ${excerpt(own)}`,
    )
}
