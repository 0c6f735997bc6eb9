import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { distinct } from './distinct.ts'
import type { Immutable } from './immutable.ts'
import { madeUpUuid } from './made-up.ts'
import { Scopes } from './scope.ts'
import { Name50, Uuid } from './text.ts'

/** Without `regularwebapp`'s secret a `singlepageapp` cannot authenticate as itself. */
export const ApplicationType = v.picklist(['regularwebapp', 'singlepageapp'])

/** How many applications App ID registers in one tenant (rate-limits page). */
export const maxApplications = 200

/** What App ID's own answer tells of an application besides, which follows from where it is. */
const pasted = {
  tenantId: v.optional(v.string()),
  oAuthServerUrl: v.optional(v.string()),
  profilesUrl: v.optional(v.string()),
  discoveryEndpoint: v.optional(v.string()),
}

/** An application as a document holds it, or as the management API answers it. A `singlepageapp` has no secret. */
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
    ...pasted,
  }),
  v.check(
    ({ type, secret }) => type === 'regularwebapp' || secret === undefined,
    'a singlepageapp has no secret: leave it out',
  ),
)

export type GivenApplication = Immutable<v.InferOutput<typeof ApplicationSchema>>

export type Application = Omit<GivenApplication, keyof typeof pasted> & {
  readonly clientId: string
}

/** The applications of a tenant with the ids and secrets that they leave out, and without what follows anyway. */
export function withCredentials(
  tenantId: string,
  applications: readonly GivenApplication[],
): readonly Application[] {
  // The rule in a data file, which may hold tens of thousands.
  if (applications.every(isComplete)) return applications
  const taken = new Set(applications.map(({ clientId }) => clientId))
  return applications.map(({ clientId, secret, name, type, scopes, roles }, index) => {
    const madeUp = (what: string) => madeUpUuid([tenantId, what, name, index], taken)
    const id = clientId ?? madeUp('clientId')
    taken.add(id)
    return {
      clientId: id,
      ...(type === 'regularwebapp' && { secret: secret ?? toSecret(madeUp('secret')) }),
      name,
      type,
      ...(scopes && { scopes }),
      ...(roles && { roles }),
    }
  })
}

function isComplete(application: GivenApplication): application is Application {
  const { clientId, secret, type } = application
  return (
    clientId !== undefined &&
    (secret !== undefined || type === 'singlepageapp') &&
    application.tenantId === undefined &&
    application.oAuthServerUrl === undefined &&
    application.profilesUrl === undefined &&
    application.discoveryEndpoint === undefined
  )
}

/** New credentials for an application of this type. */
export function newCredentials(type: Application['type']): { clientId: string; secret?: string } {
  return {
    clientId: randomUUID(),
    ...(type === 'regularwebapp' && { secret: toSecret(randomUUID()) }),
  }
}

// As App ID makes them: the standard base64 of a uuid's text, so 48 characters.
function toSecret(uuid: string): string {
  return Buffer.from(uuid).toString('base64')
}
