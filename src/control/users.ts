/** The users of a tenant, in the format of a fixture. */
import * as v from 'valibot'
import { newUser, withNewUser } from '../model/users/new-user.ts'
import { UserSchema } from '../model/users/user.ts'
import { usersOf, withoutUser } from '../model/users/users.ts'
import { whole } from '../model/values/whole.ts'
import { findById } from './find-user.ts'
import { operation } from './operation.ts'
import { toUserInfo, UserInfoSchema } from './user-info.ts'

const path = '/_appid/tenants/{tenantId}/users'

export const userOperations = [
  operation({
    name: 'listUsers',
    method: 'GET',
    path,
    summary: 'Lists the users of a tenant, in the order in which they were added',
    query: v.strictObject({
      limit: v.optional(
        v.pipe(whole(0), v.description('The maximum number of users; the first are returned')),
      ),
    }),
    answer: v.object({ users: v.array(UserInfoSchema), total: v.number() }),
    run({ runtime, params, query: { limit } }) {
      const tenant = runtime.store.getTenant(params.tenantId)
      const all = usersOf(tenant)
      const users = all.slice(0, limit).map((user) => toUserInfo(runtime, tenant, user))
      return { users, total: all.length }
    },
  }),
  operation({
    name: 'addUser',
    method: 'POST',
    path,
    summary: 'Adds a user, as a fixture writes it; ids that are left out are random',
    body: UserSchema,
    status: 201,
    answer: UserInfoSchema,
    async run({ runtime, params: { tenantId }, body }) {
      const { store, clock } = runtime
      const before = store.getTenant(tenantId)
      const user = newUser(before, body, clock.iso(before))
      const tenant = await store.updateTenant(tenantId, (tenant) => withNewUser(tenant, user))
      return toUserInfo(runtime, tenant, user)
    },
  }),
  operation({
    name: 'deleteUser',
    method: 'DELETE',
    path: `${path}/{userId}`,
    summary: 'Deletes a user, with entry and profile, by `id` or else by `profileId`',
    async run({ runtime: { store, shortLived }, params: { tenantId, userId } }) {
      const { id, profileId } = findById(store.getTenant(tenantId), userId)
      await store.updateTenant(tenantId, (tenant) => withoutUser(tenant, findById(tenant, userId)))
      // Whoever gets these ids next starts anew.
      if (id !== undefined) shortLived.wrongPasswords.delete({ tenantId }, id)
      if (profileId !== null) shortLived.lastLogins.delete({ tenantId }, profileId)
    },
  }),
] as const
