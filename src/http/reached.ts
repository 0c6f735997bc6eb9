import { isIPv4 } from 'node:net'
import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'

/** The protocol and host that a client used to reach the emulator. */
export interface Reached {
  readonly protocol: string
  readonly host: string
}

/** The host of the request cannot be part of a URL. */
export class InvalidHost extends Error {
  override readonly name = 'InvalidHost'
}

/**
 * Returns the protocol and host of a request, taken unchanged from its headers: Koa's `ctx.host` removes a user from
 * Host, but such a Host must be refused. If the app trusts its proxy, the forwarded headers take precedence; only
 * the first element of a list is used.
 */
export function reached(ctx: ParameterizedContext): Reached {
  const { protocol } = ctx
  const host = ctx.get('Host')
  if (!ctx.app.proxy) return { protocol, host }
  const forwarded = first(ctx.get('X-Forwarded-Host'))
  const port = first(ctx.get('X-Forwarded-Port'))
  if (port === '') return { protocol, host: forwarded || host }
  // A port in X-Forwarded-Host is the client's; a port in Host may be the emulator's own.
  const name = forwarded || host.replace(/:\d*$/, '')
  return { protocol, host: /:\d+$/.test(name) ? name : `${name}:${port}` }
}

/** The longest DNS name (RFC 1035 §2.3.4) plus a port. */
const maxHost = 253 + ':65535'.length

// The part of RFC 3986 §3.2.2 that real hosts use: a name, an IPv4 address, or an IPv6 address in brackets.
const hostGrammar = /^([a-z0-9_~.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/

/** Returns the origin that a client used, without the protocol's default port. @throws {InvalidHost} */
export function originOf({ protocol, host }: Reached): string {
  const [, name, port] = hostGrammar.exec(host.toLowerCase()) ?? []
  if (
    host.length > maxHost ||
    name === undefined ||
    !/^https?$/.test(protocol) ||
    // A single plain word, such as localhost, or an IPv4 address is always a valid host and skips the slow parsing.
    !(isPlain(name, port) || URL.canParse(`http://${host}`))
  )
    throw new InvalidHost(
      `the host "${excerpt(host)}" and the protocol "${excerpt(protocol)}" do not form a valid URL`,
    )
  const own = protocol === 'https' ? 443 : 80
  const suffix = port === undefined || Number(port) === own ? '' : `:${Number(port)}`
  return `${protocol}://${name}${suffix}`
}

/** Returns a host in lower case, without its port, and an IPv6 address without its brackets. */
export function hostNameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

function first(list: string): string {
  const [one = ''] = list.split(',')
  return one.trim()
}

function isPlain(name: string, port = '0'): boolean {
  return (/^[a-z]+$/.test(name) || isIPv4(name)) && Number(port) <= 65_535
}
