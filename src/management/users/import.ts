import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { badRequest, MessageError } from '../../http/message-error.ts'
import { InvalidInput, parse } from '../../model/parsing/parse.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { ProfiledUser } from '../../model/users/user.ts'
import { findIdentity, findPrepared, withAddedUser } from '../../model/users/users.ts'
import { JsonObject } from '../../model/values/json.ts'
import { list } from '../../model/values/list.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { idsOfNamed } from '../role-list.ts'
import { refuseTooLarge } from './profile.ts'

/** App ID's limit of users in one request. */
export const maxImported = 50

const Imported = v.object({
  users: v.pipe(
    list(JsonObject),
    v.maxLength(maxImported, `must have at most ${maxImported} users`),
  ),
})

const Idp = v.picklist(['saml', 'facebook', 'google', 'appid_custom', 'ibmid'])
const text = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')))

/** An exported profile. */
const Exported = v.object({
  identities: v.pipe(
    list(
      v.object({
        provider: Idp,
        id: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
        idpUserInfo: v.optional(JsonObject),
      }),
    ),
    v.maxLength(1, 'must have one identity at most'),
  ),
  attributes: v.optional(JsonObject, {}),
  name: text,
  email: text,
  picture: text,
  gender: text,
  locale: text,
  idp: v.optional(Idp),
  'idp-identity': text,
  roles: v.optional(list(v.string()), []),
})

/**
 * `POST /users/import` adds exported profiles, each with a new id and the roles that the tenant has. Those that cannot be
 * added are listed; the others are added nevertheless.
 */
export function importProfiles({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { users } = await parseBody(ctx, Imported)
    const ids = users.map(() => randomUUID())
    const failReasons: object[] = []
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      failReasons.length = 0
      return users.reduce<Tenant>((before, user, index) => {
        try {
          return withImported(before, user, ids[index] ?? '')
        } catch (error) {
          if (!(error instanceof InvalidInput || error instanceof MessageError)) throw error
          const { id, idp } = user
          failReasons.push({
            ...(typeof id === 'string' && { originalId: id }),
            ...(typeof idp === 'string' && { idp }),
            error: { message: error.message },
          })
          return before
        }
      }, tenant)
    })
    const failed = failReasons.length
    ctx.body = { added: users.length - failed, failed, failReasons }
  }
}

/** @throws {InvalidInput} {MessageError} */
function withImported(tenant: Tenant, exported: unknown, profileId: string): Tenant {
  const { identities, attributes, name, email, picture, gender, locale, roles, ...given } = parse(
    Exported,
    exported,
  )
  refuseTooLarge(attributes)
  const [identity] = identities
  const provider = identity?.provider ?? given.idp
  const { 'idp-identity': idpIdentity } = given
  if (provider === undefined || (identity === undefined && idpIdentity === undefined))
    throw badRequest('the profile has no identity')
  const known =
    identity === undefined
      ? findPrepared(tenant, provider, idpIdentity ?? '')
      : findIdentity(tenant, provider, identity.id)
  if (known !== undefined) throw badRequest('there is already a profile with this identity')
  const scim = {
    ...identity?.idpUserInfo,
    ...(picture !== undefined && { picture }),
    ...(gender !== undefined && { gender }),
    ...(locale !== undefined && { locale }),
  }
  const user: ProfiledUser = {
    provider,
    ...(identity === undefined ? { idpIdentity } : { id: identity.id }),
    profileId,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { displayName: name }),
    attributes,
    roles: idsOfNamed(tenant, roles),
    scim,
  }
  return withAddedUser(tenant, user)
}
