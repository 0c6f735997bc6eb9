import type { IncomingMessage } from 'node:http'

/**
 * Normalises a request's `url` to a path and a query. A client may send an absolute URL (RFC 9112 §3.2.2), whose host
 * then replaces the Host header. Returns false when the target is neither a path nor an HTTP URL.
 */
export function settleTarget(request: IncomingMessage): boolean {
  const { url: target = '' } = request
  if (/^\/[^\s#]*$/.test(target)) return true
  const whole = !target.startsWith('/')
  const text = whole ? target : `http://localhost${target}`
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const { host, pathname, search } = new URL(text)
  request.url = pathname + search
  if (whole) request.headers.host = host
  return true
}
