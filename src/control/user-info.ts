import * as v from 'valibot'
import { rolesOf } from '../model/access-control.ts'
import type { Immutable } from '../model/immutable.ts'
import type { Tenant } from '../model/tenant.ts'
import {
  displayNameOf,
  isConfirmed,
  Provider,
  providerOf,
  type User,
  UserSchema,
} from '../model/users/user.ts'
import type { Runtime } from '../runtime.ts'
import { lastLoginOf } from '../users/last-login.ts'

const { passwordHash: _, refreshGeneration: __, ...members } = UserSchema.entries

/** A user in the control API: as in a fixture, with defaults filled in and roles by name. No hash of a password. */
export const UserInfoSchema = v.object({
  ...members,
  provider: Provider,
  profileId: v.nullable(v.string()),
  passwordHashed: v.optional(
    v.pipe(v.literal(true), v.description('There is a password, of which only a hash is kept')),
  ),
  active: v.boolean(),
  attributes: v.record(v.string(), v.unknown()),
  roles: v.array(v.string()),
})

export type UserInfo = Immutable<v.InferOutput<typeof UserInfoSchema>>

/** Converts a user to a copy. */
export function toUserInfo(runtime: Runtime, tenant: Tenant, user: User): UserInfo {
  const { passwordHash, refreshGeneration: _, attributes = {}, ...rest } = user
  const isHashed = user.password === undefined && passwordHash !== undefined
  const provider = providerOf(user)
  const displayName = displayNameOf(user)
  const lastLogin = lastLoginOf(runtime, tenant, user)
  return {
    ...rest,
    provider,
    ...(isHashed && { passwordHashed: true as const }),
    ...(displayName !== undefined && { displayName }),
    ...(provider === 'cloud_directory' && {
      status: isConfirmed(user) ? ('CONFIRMED' as const) : ('PENDING' as const),
    }),
    active: user.active ?? true,
    attributes: structuredClone(attributes),
    roles: rolesOf(tenant, user).map(({ name }) => name),
    ...(user.scim && { scim: structuredClone(user.scim) }),
    ...(lastLogin !== undefined && { lastLogin }),
  }
}
