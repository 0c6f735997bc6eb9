/** A Cloud Directory user as clients send it, in SCIM, and the record that it becomes. `scim.ts` has the other direction. */
import * as v from 'valibot'
import { whole } from '../values/whole.ts'
import { type DirectoryUser, Status } from './user.ts'

export const Email = v.pipe(
  v.string(),
  v.regex(/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u, 'must be an e-mail address'),
)
export const UserName = v.pipe(
  v.string(),
  v.regex(/^\P{Cc}*$/u, 'must not contain control characters, such as line breaks'),
)
export const Password = v.pipe(v.string(), v.minLength(1, 'must not be empty'))
const text = v.nullish(v.string())

/** A member that is null or an empty text has no value; one that is left out is kept as it is. */
export const ScimUser = v.looseObject({
  emails: v.array(v.looseObject({ value: Email, primary: v.optional(v.boolean()) })),
  userName: v.nullish(UserName),
  displayName: text,
  name: v.nullish(v.looseObject({ givenName: text, familyName: text, formatted: text })),
  password: v.nullish(Password),
  active: v.nullish(v.boolean()),
  status: v.nullish(Status),
  lockedUntil: v.nullish(whole(0)),
})

export type ScimUser = v.InferOutput<typeof ScimUser>

/** A new user needs a password, too. */
export const NewScimUser = v.looseObject({ ...ScimUser.entries, password: Password })

/** What is never kept as a further member: it has a place of its own in the record, or App ID alone decides it. */
const ownMembers: ReadonlySet<string> = new Set([
  ...Object.keys(ScimUser.entries),
  ...['id', 'originalId', 'profileId', 'idpType', 'meta', 'schemas', 'mfaContext'],
  ...['passwordHash', 'passwordHistory', 'passwordExpirationTimestamp', 'passwordUpdatedTimestamp'],
])

/** The user with what was sent, except for the password. */
export function withScim(user: DirectoryUser, sent: ScimUser): DirectoryUser {
  const { userName, displayName, name, active, status, lockedUntil } = sent
  return {
    ...user,
    email: primaryOf(sent.emails),
    userName: chosen(userName, user.userName),
    displayName: chosen(displayName, user.displayName),
    ...(name !== undefined && {
      givenName: chosen(name?.givenName),
      familyName: chosen(name?.familyName),
    }),
    active: chosen(active, user.active),
    // Without a value, as without the member: nobody is confirmed by null.
    status: status ?? user.status,
    lockedUntil: chosen(lockedUntil, user.lockedUntil),
    scim: furtherMembers(user, sent),
  }
}

function chosen<Value>(sent: Value | null | undefined, kept?: Value): Value | undefined {
  if (sent === undefined) return kept
  return sent === null || sent === '' ? undefined : sent
}

function primaryOf(emails: ScimUser['emails']): string | undefined {
  return (emails.find(({ primary }) => primary) ?? emails[0])?.value
}

/** The members of the SCIM user that the record has no place for. */
function furtherMembers(user: DirectoryUser, sent: ScimUser): DirectoryUser['scim'] {
  const { emails: _, name, ...kept } = user.scim ?? {}
  const others = Object.entries(sent).filter(([member]) => !ownMembers.has(member))
  const further = {
    ...(isPlain(sent.emails) ? {} : { emails: sent.emails }),
    ...memberOf('name', sent.name === undefined ? name : furtherNames(sent.name ?? {})),
    ...kept,
    ...Object.fromEntries(others),
  }
  const present = Object.entries(further).filter(([, value]) => value !== null)
  return present.length === 0 ? undefined : Object.fromEntries(present)
}

/** One address that says no more than that it is the primary one, or none. */
function isPlain(emails: ScimUser['emails']): boolean {
  return emails.every((one) => one.primary === true && Object.keys(one).length === 2) && !emails[1]
}

function memberOf(member: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [member]: value }
}

/** The parts of a name besides the given name and the family name, of which empty texts are kept here. */
function furtherNames(name: object): object | undefined {
  const parts = Object.entries(name).filter(
    ([part, value]) => value !== null && (value === '' || !/^(given|family)Name$/.test(part)),
  )
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}
