import type { RouterContext } from '@koa/router'
import type { Tenant } from '../../model/tenant.ts'
import type { DirectoryUser } from '../../model/users/user.ts'
import type { RequestState } from '../../runtime.ts'
import { languageOf } from '../../surface/language.ts'
import type { Recipient } from '../../users/mail.ts'

/** The recipient of a mail that a request makes App ID send. */
export function recipientOf(
  ctx: RouterContext<RequestState>,
  user: DirectoryUser,
  tenant: Tenant = ctx.state.tenant,
): Recipient {
  return { tenant, user, language: languageOf(ctx), base: ctx.state.base }
}
