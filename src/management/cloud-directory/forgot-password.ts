import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import { findLogin } from '../../model/users/directory.ts'
import { type DirectoryUser, isConfirmed } from '../../model/users/user.ts'
import { findByLogin } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { mailAfterForgotPassword } from '../../users/mail.ts'
import { parseBody } from '../body.ts'
import { ScimError } from '../scim-error.ts'
import { toResponse } from './directory.ts'
import { recipientOf } from './recipient.ts'

const text = v.optional(v.string(), '')

/** IBM's SDK for Go sends `user`, the one for Node.js `email`. */
const Forgetful = v.pipe(
  v.object({ user: text, email: text }),
  v.check(({ user, email }) => user !== '' || email !== '', 'user or email is missing'),
)

/** `POST /cloud_directory/forgot_password` sends the user a link to a new password. */
export function forgotPassword(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { tenant } = ctx.state
    const user = find(tenant, await parseBody(ctx, Forgetful))
    if (user === undefined)
      throw new ScimError(404, 'there is no such user in the Cloud Directory', 'userNotFound')
    if (!isConfirmed(user)) throw notVerified()
    mailAfterForgotPassword(runtime, recipientOf(ctx, user))
    ctx.body = toResponse(runtime, tenant, user)
  }
}

export const notVerified = () =>
  new ScimError(409, 'the user has not verified the email address yet')

function find(
  tenant: Tenant,
  { user, email }: v.InferOutput<typeof Forgetful>,
): DirectoryUser | undefined {
  const login = user || email
  return findLogin(tenant, login) ?? findByLogin(tenant, 'email', login)
}
