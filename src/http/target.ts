import type { IncomingMessage } from 'node:http'

/**
 * Sees to it that a request's `url` is a path and a query. A client may send a whole URL (RFC 9112 §3.2.2), and then it
 * is that one's host that counts. Answers false when the target is neither.
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
