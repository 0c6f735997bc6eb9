import type { ParameterizedContext } from 'koa'

/**
 * Lets a web page of any origin send what it likes and read the answer. Answers the preflight (and any other OPTIONS)
 * itself, which it tells by returning true.
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
