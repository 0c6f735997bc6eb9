/** A Cloud Directory user as SCIM has it (RFC 7643 §4.1), in App ID's shape. */
import { type DirectoryUser, displayNameOf, formattedName, isConfirmed } from './user.ts'

/** When a user was created of whom a fixture does not say it. */
const longAgo = '2020-01-01T00:00:00.000Z'

/**
 * Converts a user, with the members in App ID's order. `lastLogin` is the last sign-in that the record does not have yet.
 * Never with a password.
 */
export function toScim(user: DirectoryUser, tenantId: string, lastLogin = user.lastLogin) {
  const { id, email, userName, givenName, familyName, active = true, lockedUntil } = user
  const { emails, name, ...further } = user.scim ?? {}
  const { created = longAgo, lastModified = created } = user
  const formatted = formattedName(user)
  return {
    displayName: displayNameOf(user),
    active,
    ...(lockedUntil !== undefined && { lockedUntil }),
    mfaContext: {},
    emails: emails ?? (email === undefined ? [] : [{ value: email, primary: true }]),
    meta: {
      ...(lastLogin !== undefined && { lastLogin }),
      created,
      location: `/v1/${tenantId}/Users/${id}`,
      lastModified,
      resourceType: 'User',
    },
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    ...((name !== undefined || formatted !== undefined) && {
      name: inOrder({
        ...(typeof name === 'object' && name),
        ...(givenName !== undefined && { givenName }),
        ...(familyName !== undefined && { familyName }),
        ...(formatted !== undefined && { formatted }),
      }),
    }),
    ...(userName !== undefined && { userName }),
    ...further,
    id,
    status: isConfirmed(user) ? 'CONFIRMED' : 'PENDING',
  }
}

/** The parts of a name, the usual ones in App ID's order first. */
function inOrder({
  givenName,
  familyName,
  formatted,
  ...others
}: Readonly<Record<string, unknown>>) {
  const usual = Object.entries({ givenName, familyName, formatted })
  return { ...Object.fromEntries(usual.filter(([, part]) => part !== undefined)), ...others }
}
