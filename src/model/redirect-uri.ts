/** Redirect URIs (RFC 6749 §3.1.2): which ones a tenant has registered, and what is sent to them. */
import { documentOf } from './config/config.ts'
import type { Tenant } from './tenant.ts'

/** The parts that count; the query does not. */
interface Place {
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly path: string
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** Whether the tenant has registered a redirect URI, itself or by a wildcard: web clients of a tenant share one list. */
export function isRegistered(tenant: Pick<Tenant, 'config'>, uri: string): boolean {
  const { redirectUris } = documentOf(tenant, 'redirect_uris')
  return redirectUris.some((registered) => matches(registered, uri))
}

/**
 * Whether a registered redirect URI covers a requested one: the scheme, host, port and path must be the same, or the path
 * must begin with that of a registered URI that ends in `*`. Whatever could lead elsewhere is refused.
 */
export function matches(registered: string, uri: string): boolean {
  // The only way for a URI without an authority, such as that of a mobile application.
  if (registered === uri) return /^[!-~]+$/.test(uri) && !uri.includes('#')
  const requested = placeOf(uri)
  const pattern = placeOf(registered)
  if (requested === undefined || pattern === undefined) return false
  const { scheme, host, port, path } = pattern
  if (requested.scheme !== scheme || requested.host !== host || requested.port !== port)
    return false
  if (requested.path === path) return true
  return (
    path.endsWith('*') && requested.path.startsWith(path.slice(0, -1)) && isPlain(requested.path)
  )
}

// Printable ASCII without a user, a fragment, or a backslash, which browsers read as a slash.
const shape =
  /^([a-z][a-z\d+.-]*):\/\/(\[[\da-f:.]+\]|[\w.~%-]+)?(?::(\d+))?(\/[!-~]*)?(?:\?[!-~]*)?$/i

function placeOf(uri: string): Place | undefined {
  if (/[#\\]/.test(uri)) return undefined
  const [, scheme = '', host = '', port = '', rest = ''] = shape.exec(uri) ?? []
  if (scheme === '') return undefined
  const known = scheme.toLowerCase()
  const [path = ''] = rest.split('?')
  return {
    scheme: known,
    host: host.toLowerCase(),
    port: port === defaultPorts[known] ? '' : port,
    path: path === '' ? '/' : path,
  }
}

/** Whether a path has no segment, however it is written, from which a server could go up. */
function isPlain(path: string): boolean {
  return !/%2f|%5c/i.test(path) && !/\/(?:\.|%2e){1,2}(?:[/;]|$)/i.test(path)
}

/** A URI for the log: the query may contain secrets, and does not count. */
export const withoutQuery = (uri: string): string => uri.replace(/[?#].*/s, '')

/** The origin of a web redirect URI (RFC 6454); undefined for another scheme. */
export function originOf(uri: string): string | undefined {
  return /^https?:/i.test(uri) && URL.canParse(uri) ? new URL(uri).origin : undefined
}

/** Appends parameters to a redirect URI, which may have a query already. Those without a value are left out. */
export function withParameters(
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const query = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  )
  const separator = uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'
  return `${uri}${separator}${query.join('&')}`
}
