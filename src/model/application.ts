import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { distinct } from './distinct.ts'
import type { Immutable } from './immutable.ts'
import { Scopes } from './scope.ts'
import { Name50, Uuid } from './text.ts'

/** Without `regularwebapp`'s secret a `singlepageapp` cannot authenticate as itself. */
export const ApplicationType = v.picklist(['regularwebapp', 'singlepageapp'])

/** How many applications App ID registers in one tenant (rate-limits page). */
export const maxApplications = 200

/**
 * An application as the JSON file holds it. What a fixture leaves out is made up: an id, a secret
 * (a `singlepageapp` has none) and the documented default type.
 */
export const ApplicationSchema = v.pipe(
  v.strictObject({
    clientId: v.optional(Uuid),
    secret: v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty'))),
    name: v.optional(Name50, 'application'),
    type: v.optional(ApplicationType, 'regularwebapp'),
    scopes: v.optional(Scopes),
    roles: v.optional(
      v.pipe(
        v.array(v.string()),
        distinct('roles', (role) => role),
      ),
    ),
  }),
  v.check(
    ({ type, secret }) => type === 'regularwebapp' || secret === undefined,
    'a singlepageapp has no secret: leave it out',
  ),
  v.transform(({ clientId = randomUUID(), secret, type, ...rest }) => ({
    clientId,
    ...(type === 'regularwebapp' && { secret: secret ?? newSecret() }),
    type,
    ...rest,
  })),
)

export type Application = Immutable<v.InferOutput<typeof ApplicationSchema>>

/** New credentials for an application of this type. */
export function newCredentials(type: Application['type']): { clientId: string; secret?: string } {
  return { clientId: randomUUID(), ...(type === 'regularwebapp' && { secret: newSecret() }) }
}

// As App ID makes them: the standard base64 of a uuid's text, so 48 characters.
function newSecret(): string {
  return Buffer.from(randomUUID()).toString('base64')
}
