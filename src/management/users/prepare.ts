import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { badRequest, conflict } from '../../http/message-error.ts'
import type { Tenant } from '../../model/tenant.ts'
import { identityFieldOf } from '../../model/users/directory.ts'
import { hasProfile, type Provider } from '../../model/users/user.ts'
import { findByLogin, findIdentity, findPrepared, withAddedUser } from '../../model/users/users.ts'
import { JsonObject } from '../../model/values/json.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { refuseTooLarge } from './profile.ts'

const Nomination = v.object({
  idp: v.picklist(['saml', 'cloud_directory', 'facebook', 'google', 'appid_custom', 'ibmid']),
  'idp-identity': v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  profile: v.optional(v.object({ attributes: v.optional(JsonObject, {}) }), {}),
})

/** `POST /users` prepares the profile of somebody who has not signed in yet. The first sign-in takes it over. */
export function prepare({ store }: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const body = await parseBody(ctx, Nomination)
    const { idp, 'idp-identity': idpIdentity, profile } = body
    const { attributes = {} } = profile
    refuseTooLarge(attributes)
    const profileId = randomUUID()
    await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => {
      refuse(tenant, idp, idpIdentity)
      return withAddedUser(tenant, { provider: idp, idpIdentity, profileId, attributes })
    })
    ctx.status = 201
    ctx.body = { id: profileId, identities: [], attributes }
  }
}

/** @throws {MessageError} 400, 409 */
function refuse(tenant: Tenant, provider: Provider, identity: string): void {
  const inDirectory = provider === 'cloud_directory'
  if (inDirectory && identityFieldOf(tenant) !== 'email')
    throw badRequest(
      'a profile of a Cloud Directory user can be prepared only where users sign in with their e-mail address',
    )
  if (findPrepared(tenant, provider, identity) !== undefined)
    throw conflict('a profile is already prepared for this idp-identity')
  const user = inDirectory
    ? findByLogin(tenant, 'email', identity)
    : findIdentity(tenant, provider, identity)
  if (user !== undefined && hasProfile(user))
    throw conflict('the user with this idp-identity already has a profile')
}
