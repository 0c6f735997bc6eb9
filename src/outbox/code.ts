import { randomBytes } from 'node:crypto'

/** Makes the code of a link. It begins with the tenant's id, because the path of a link names no tenant. */
export function newCode(tenantId: string): string {
  return tenantId.replaceAll('-', '') + randomBytes(16).toString('hex')
}

/** The tenant of a code, or undefined if it cannot be one. */
export function tenantOfCode(code: string): string | undefined {
  const [, ...parts] =
    /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})[\da-f]{32}$/.exec(code) ?? []
  return parts.length === 0 ? undefined : parts.join('-')
}

/** Makes the context of a link: what an application exchanges for the user's id. */
export const newContext = (): string => randomBytes(24).toString('base64url')
