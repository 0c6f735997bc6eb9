import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import { sealedHash } from '../../model/users/exported-hash.ts'
import { hashed } from '../../model/users/password.ts'
import { toScim } from '../../model/users/scim.ts'
import { type DirectoryUser, isInDirectory } from '../../model/users/user.ts'
import { usersOf } from '../../model/users/users.ts'
import type { RequestState } from '../../runtime.ts'
import { ExportPaging, pageOf, parseQuery, requestOptions } from '../query.ts'

/** How many users an export or an import has at most. */
export const most = 50

/** The name of the algorithm of our hashes. */
export const algorithm = 'scrypt'

export const Secret = v.pipe(v.string(), v.minLength(1, 'must not be empty'))

/** `GET /cloud_directory/export`: unlike in SCIM, `startIndex` counts from 0. */
export function exportUsers() {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { tenant } = ctx.state
    const { encryption_secret, ...asked } = parseQuery(ctx, {
      encryption_secret: Secret,
      ...ExportPaging,
    })
    const all = usersOf(tenant).filter(isInDirectory)
    const { startIndex = 0, count } = asked
    const { page, ...sizes } = pageOf(all, { startIndex: startIndex + 1, count }, most)
    ctx.body = {
      users: await Promise.all(page.map((user) => toItem(tenant, user, encryption_secret))),
      ...sizes,
      requestOptions: requestOptions(asked),
    }
  }
}

async function toItem(tenant: Tenant, user: DirectoryUser, secret: string) {
  const { id, meta, schemas, ...scimUser } = toScim(user, tenant.tenantId)
  const { password, passwordHash } = user
  const hash = password === undefined ? passwordHash : await hashed(password)
  return {
    scimUser: {
      originalId: id,
      ...scimUser,
      passwordHistory: [],
      passwordExpirationTimestamp: 0,
      passwordUpdatedTimestamp: 0,
    },
    // A user of a fixture may have no password, but clients need a text.
    passwordHash: hash === undefined ? '' : await sealedHash(hash, secret),
    passwordHashAlg: algorithm,
    profile: { attributes: user.attributes ?? {} },
    roles: tenant.roles.filter(({ id }) => user.roles?.includes(id)).map(({ name }) => name),
  }
}
