import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { parse } from '../../model/parsing/parse.ts'
import { isConfirmed } from '../../model/users/user.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { mail } from '../../users/mail.ts'
import { parseBody } from '../body.ts'
import { ScimError } from '../scim-error.ts'
import { getUser } from './directory.ts'
import { notVerified } from './forgot-password.ts'
import { recipientOf } from './recipient.ts'

const Uuid = v.object({ uuid: v.string() })

/** A second factor is not sent again. */
const Params = v.looseObject({
  templateName: v.picklist(['USER_VERIFICATION', 'WELCOME', 'PASSWORD_CHANGED', 'RESET_PASSWORD']),
})

/** `POST /cloud_directory/resend/{templateName}` returns 202. The body may be a form. */
export function resend(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { templateName } = parse(Params, { ...ctx.params })
    const { uuid } = await parseBody(ctx, Uuid, [
      'application/json',
      'application/x-www-form-urlencoded',
    ])
    const user = getUser(ctx.state.tenant, uuid)
    if (templateName === 'USER_VERIFICATION' && isConfirmed(user))
      throw new ScimError(410, 'the user has already verified the email address')
    if (templateName === 'RESET_PASSWORD' && !isConfirmed(user)) throw notVerified()
    mail(runtime, recipientOf(ctx, user), templateName)
    ctx.status = 202
    ctx.body = { message: `${templateName} has been sent` }
  }
}
