import type { ParameterizedContext } from 'koa'

/**
 * Lets web pages of any origin send requests and read the responses. Responds to OPTIONS requests, preflight or not, and
 * returns true for them: they need no further handling.
 */
export function allowAnyOrigin(
  ctx: ParameterizedContext,
  methods: string,
  headers: string,
): boolean {
  ctx.set('Access-Control-Allow-Origin', '*')
  ctx.set('Access-Control-Expose-Headers', 'Retry-After')
  if (ctx.method !== 'OPTIONS') return false
  ctx.set('Access-Control-Allow-Methods', methods)
  ctx.set('Access-Control-Allow-Headers', ctx.get('Access-Control-Request-Headers') || headers)
  ctx.vary('Access-Control-Request-Headers')
  ctx.status = 204
  return true
}
