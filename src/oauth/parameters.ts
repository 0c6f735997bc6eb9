import type { ParameterizedContext } from 'koa'
import { excerpt } from '../excerpt.ts'
import { mediaTypes, readBody } from '../http/body.ts'
import { invalidRequest } from '../surface/oauth-error.ts'

/**
 * Reads the parameters of a request (RFC 6749 §3.2), in any of the formats that IBM's own clients use. They must not be
 * repeated; one without a value counts as omitted.
 * @throws {OAuthError} {UnreadableBody}
 */
export async function readParameters(
  ctx: ParameterizedContext,
): Promise<ReadonlyMap<string, string>> {
  const parameters = new Map<string, string>()
  for (const [name, value] of Object.entries(await readBody(ctx, mediaTypes))) {
    if (typeof value !== 'string')
      throw invalidRequest(`${excerpt(name)} must be a string and must not be repeated`)
    if (value !== '') parameters.set(name, value)
  }
  return parameters
}

/** A parameter that the request needs. @throws {OAuthError} invalid_request */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw invalidRequest(`${name} is missing`)
  return value
}
