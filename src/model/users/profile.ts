/** What App ID knows of a user, whoever vouched for them: the normalised claims and the identities. */
import type { Tenant } from '../tenant.ts'
import { identityFieldOf } from './directory.ts'
import { toScim } from './scim.ts'
import {
  displayNameOf,
  isConfirmed,
  isInDirectory,
  type ProfiledUser,
  providerOf,
  type User,
} from './user.ts'

/** The normalised claims of a user, without those that are unknown, in App ID's order. */
export function normalisedClaims(user: User) {
  const name = displayNameOf(user)
  return {
    ...(user.email !== undefined && { email: user.email }),
    ...(name !== undefined && { name }),
    ...(providerOf(user) !== 'cloud_directory' && {
      ...said(user, 'gender'),
      ...said(user, 'locale'),
      ...said(user, 'picture'),
    }),
  }
}

function said({ scim }: User, member: string): Readonly<Record<string, string>> {
  const value = scim?.[member]
  return typeof value === 'string' ? { [member]: value } : {}
}

/** The claims that only users of the Cloud Directory have. */
export function directoryClaims(tenant: Tenant, user: User) {
  const { givenName, familyName, userName } = user
  if (providerOf(user) !== 'cloud_directory') return {}
  return {
    email_verified: isConfirmed(user),
    ...(givenName !== undefined && { given_name: givenName }),
    ...(familyName !== undefined && { family_name: familyName }),
    ...(userName !== undefined &&
      identityFieldOf(tenant) === 'userName' && { preferred_username: userName }),
  }
}

/** What the userinfo endpoint says of a user, with the members in App ID's order. `lastLogin` as in `toScim`. */
export function toUserinfo(tenant: Tenant, user: ProfiledUser, lastLogin?: string) {
  const { email, givenName, familyName } = user
  const name = displayNameOf(user)
  const identities = identitiesOf(user)
  return {
    sub: user.profileId,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(providerOf(user) === 'cloud_directory'
      ? {
          ...(givenName !== undefined && { given_name: givenName }),
          ...(familyName !== undefined && { family_name: familyName }),
        }
      : { ...said(user, 'picture'), ...said(user, 'gender'), ...said(user, 'locale') }),
    ...(identities.length > 0 && {
      identities: identities.map((identity) => ({
        ...identity,
        idpUserInfo: idpUserInfoOf(tenant, user, lastLogin),
      })),
    }),
  }
}

/** How large the attributes of a profile may be, as JSON, in bytes: App ID's limit of 100 kB. */
export const maxAttributes = 100 * 1024

export const areTooLarge = (attributes: object): boolean =>
  Buffer.byteLength(JSON.stringify(attributes)) > maxAttributes

/** The identities of a profile, without what the provider says. A profile has one at most. */
export function identitiesOf(user: User): { provider: string; id: string }[] {
  const provider = providerOf(user)
  return user.id === undefined || provider === 'appid_anon' ? [] : [{ provider, id: user.id }]
}

/** What the provider says of the user. `lastLogin` as in `toScim`. */
export function idpUserInfoOf(tenant: Tenant, user: User, lastLogin?: string): object {
  return isInDirectory(user)
    ? { ...toScim(user, tenant.tenantId, lastLogin), idpType: 'cloud_directory' }
    : { ...normalisedClaims(user), ...user.scim }
}
