import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { Scopes } from './scope.ts'
import { distinct } from './values/distinct.ts'
import { madeUpUuid } from './values/made-up.ts'
import { Name50, Uuid } from './values/text.ts'

/** A `singlepageapp` has no secret, so it cannot authenticate as itself. */
export const ApplicationType = v.picklist(['regularwebapp', 'singlepageapp'])

/** The maximum number of applications in a tenant (App ID's rate-limits page). */
export const maxApplications = 200

/** Further members of App ID's responses. They follow from the tenant and the URL, so they are not stored. */
const pasted = {
  tenantId: v.optional(v.string()),
  oAuthServerUrl: v.optional(v.string()),
  profilesUrl: v.optional(v.string()),
  discoveryEndpoint: v.optional(v.string()),
}

/** An application in a document, or pasted from a management API response. A `singlepageapp` has no secret. */
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

/** Fills in missing ids and secrets, and drops the members that are not stored. */
export function withCredentials(
  tenantId: string,
  applications: readonly GivenApplication[],
): readonly Application[] {
  // Usually true for a data file, which may hold tens of thousands of applications.
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

/** Random credentials for an application of this type. */
export function newCredentials(type: Application['type']): { clientId: string; secret?: string } {
  return {
    clientId: randomUUID(),
    ...(type === 'regularwebapp' && { secret: toSecret(randomUUID()) }),
  }
}

// Like App ID's secrets: a uuid's text in standard base64, which is 48 characters.
function toSecret(uuid: string): string {
  return Buffer.from(uuid).toString('base64')
}
