import * as v from 'valibot'
import type { Immutable } from '../immutable.ts'
import { JsonObject } from '../values/json.ts'
import { Uuid } from '../values/text.ts'

/** Who vouches for a user: App ID's values of `amr`. */
export const Provider = v.picklist([
  'cloud_directory',
  'facebook',
  'google',
  'saml',
  'appid_custom',
  'ibmid',
  'appid_anon',
])

export type Provider = v.InferOutput<typeof Provider>

const text = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')))
const Time = v.optional(
  v.pipe(
    v.string(),
    v.regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      'must be a time in ISO 8601, such as 2026-01-31T12:00:00.000Z',
    ),
  ),
)
const Members = v.optional(JsonObject)

/** Less than this is hardly meant as milliseconds: a time before March 1973, or in seconds. */
const firstMillisecond = 100_000_000_000

/** Whether the e-mail address of a Cloud Directory user has been verified. */
export const Status = v.picklist(['CONFIRMED', 'PENDING'])

/**
 * A user in a document: an entry in the Cloud Directory, a profile, or both. `id` is that of the provider: for Cloud
 * Directory, the SCIM id. `profileId` is the `sub` of the tokens.
 */
export const UserSchema = v.pipe(
  v.strictObject({
    provider: v.optional(Provider),
    id: text,
    profileId: v.optional(v.nullable(Uuid)),
    email: text,
    userName: text,
    password: text,
    passwordHash: text,
    displayName: text,
    givenName: text,
    familyName: text,
    status: v.optional(Status),
    active: v.optional(v.boolean()),
    lockedUntil: v.optional(v.number()),
    attributes: Members,
    roles: v.optional(v.array(v.string())),
    scim: Members,
    created: Time,
    lastModified: Time,
    lastLogin: Time,
    idpIdentity: text,
    removed: v.optional(v.literal(true)),
    refreshGeneration: v.optional(v.number()),
  }),
  v.check(
    ({ provider = 'cloud_directory', email, userName, removed, idpIdentity }) =>
      provider !== 'cloud_directory' ||
      (email ?? userName ?? idpIdentity) !== undefined ||
      removed === true,
    'email or userName is missing',
  ),
  // The emulator may write less, by a clock that a test sets to 1970, but never without a profileId.
  v.check(
    ({ lockedUntil = firstMillisecond, profileId }) =>
      lockedUntil >= firstMillisecond || profileId !== undefined,
    'lockedUntil must be in milliseconds since the epoch, such as 1893456000000; this is long past, or in seconds',
  ),
  v.check(
    ({ id, idpIdentity }) => id === undefined || idpIdentity === undefined,
    'id and idpIdentity must not be together: a profile that is prepared has no id yet',
  ),
)

export type GivenUser = Immutable<v.InferOutput<typeof UserSchema>>

/** A user with the ids filled in. Before the first sign-in, `profileId` may be null: there is no profile yet. */
export type User = GivenUser & { readonly profileId: string | null }

/** A user who has a profile. */
export type ProfiledUser = User & { readonly profileId: string }

export const hasProfile = (user: User): user is ProfiledUser => user.profileId !== null

/** Whoever vouches for a user; Cloud Directory, unless something else is said. */
export const providerOf = ({ provider = 'cloud_directory' }: GivenUser): Provider => provider

/** Removes the profile of a user who stays in the Cloud Directory. The next sign-in makes a new one. */
export function withoutProfile({ attributes, roles, refreshGeneration, ...rest }: User): User {
  return { ...rest, profileId: null }
}

/** A user with an entry in the Cloud Directory. */
export type DirectoryUser = User & { readonly id: string }

export const isInDirectory = (user: User): user is DirectoryUser =>
  providerOf(user) === 'cloud_directory' && user.id !== undefined && user.removed !== true

/** A user of the Cloud Directory whose entry was deleted. The profile may be left. */
export const isRemoved = (user: User): boolean =>
  providerOf(user) === 'cloud_directory' && !isInDirectory(user)

export const isConfirmed = ({ status = 'CONFIRMED' }: User): boolean => status === 'CONFIRMED'

/** The full name, as the directory formats it; undefined without one. */
export function formattedName({ givenName, familyName, scim }: User): string | undefined {
  const given = scim?.name
  const formatted =
    typeof given === 'object' && given !== null && 'formatted' in given && given.formatted
  if (typeof formatted === 'string' && formatted !== '') return formatted
  return [givenName, familyName].filter((one) => one !== undefined).join(' ') || undefined
}

/** The user with other names, which are shown from now on instead of any others. */
export function withNames<One extends User>(
  user: One,
  { givenName, familyName }: Pick<User, 'givenName' | 'familyName'>,
): One {
  if (givenName === user.givenName && familyName === user.familyName) return user
  const { name, ...further } = user.scim ?? {}
  return tidied({
    ...user,
    givenName,
    familyName,
    displayName: undefined,
    scim: Object.keys(further).length === 0 ? undefined : further,
  })
}

/** The name to show, and of the claim `name`. */
export function displayNameOf(user: User): string | undefined {
  return user.displayName ?? formattedName(user) ?? user.userName ?? user.email
}

/** The same user without members that are undefined: so a record reads the same in memory as in a file. */
export function tidied<One extends User>(user: One): One {
  const copy = { ...user }
  for (const [member, value] of Object.entries(copy))
    if (value === undefined) Reflect.deleteProperty(copy, member)
  return copy
}
