import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'

/** The parts of a request that tell under which name it reached us. */
export interface Reached {
  readonly protocol: string
  readonly host: string
}

/** The request names a host that no URL can be made of. */
export class InvalidHost extends Error {
  override readonly name = 'InvalidHost'
}

/**
 * Under which name a request reached us, as the headers have it: Koa's `ctx.host` mends a Host with a
 * user in it, which we have to refuse. When the app trusts its proxy, what that forwards counts; of a list, the first.
 */
export function reached(ctx: ParameterizedContext): Reached {
  const { protocol } = ctx
  const host = ctx.get('Host')
  if (!ctx.app.proxy) return { protocol, host }
  const forwarded = first(ctx.get('X-Forwarded-Host'))
  const port = first(ctx.get('X-Forwarded-Port'))
  if (port === '') return { protocol, host: forwarded || host }
  // In X-Forwarded-Host a port is the one that the client wrote; in Host it may be ours.
  const name = forwarded || host.replace(/:\d*$/, '')
  return { protocol, host: /:\d+$/.test(name) ? name : `${name}:${port}` }
}

/** The longest name that DNS has (RFC 1035 §2.3.4), and a port. */
const maxHost = 253 + ':65535'.length

// RFC 3986 §3.2.2 as far as real hosts go: a name, an IPv4 address or an IPv6 one in brackets.
const hostGrammar = /^([a-z0-9_~.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/

/** The origin under which a request reached us, as URLs have it: without the protocol's own port. @throws {InvalidHost} */
export function originOf({ protocol, host }: Reached): string {
  const [, name, port] = hostGrammar.exec(host.toLowerCase()) ?? []
  if (
    host.length > maxHost ||
    name === undefined ||
    !/^https?$/.test(protocol) ||
    // One plain word, such as localhost, always is a host: parsing takes longer than all the rest here.
    !(isWord(name, port) || URL.canParse(`http://${host}`))
  )
    throw new InvalidHost(
      `no URL can be made of the host "${excerpt(host)}" and the protocol "${excerpt(protocol)}"`,
    )
  const own = protocol === 'https' ? 443 : 80
  const suffix = port === undefined || Number(port) === own ? '' : `:${Number(port)}`
  return `${protocol}://${name}${suffix}`
}

function first(list: string): string {
  const [one = ''] = list.split(',')
  return one.trim()
}

function isWord(name: string, port = '0'): boolean {
  return /^[a-z]+$/.test(name) && Number(port) <= 65_535
}
