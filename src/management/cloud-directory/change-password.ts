import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { withPasswordHash } from '../../model/users/password.ts'
import { Password } from '../../model/users/scim-body.ts'
import { findInDirectory } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { mailAfterPasswordChange } from '../../users/mail.ts'
import { parseBody } from '../body.ts'
import { acceptedHash, changeUser, getUser } from './directory.ts'
import { recipientOf } from './recipient.ts'

const NewPassword = v.object({
  uuid: v.string(),
  newPassword: Password,
  changedIpAddress: v.optional(v.string()),
})

/** `POST /cloud_directory/change_password` */
export function changePassword(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { uuid, newPassword, changedIpAddress } = await parseBody(ctx, NewPassword)
    getUser(ctx.state.tenant, uuid)
    const passwordHash = await acceptedHash(ctx.state.tenant, newPassword)
    ctx.body = await changeUser(runtime, ctx, uuid, (user) => withPasswordHash(user, passwordHash))
    const tenant = runtime.store.getTenant(ctx.state.tenant.tenantId)
    const user = findInDirectory(tenant, uuid)
    if (user !== undefined)
      mailAfterPasswordChange(runtime, recipientOf(ctx, user, tenant), changedIpAddress)
  }
}
