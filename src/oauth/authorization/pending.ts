/** Users who gave the right password, but must verify their e-mail address first. Their sign-in goes on. */
import type { ParameterizedContext } from 'koa'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import { findLogin, identityFieldOf, signInProblem } from '../../model/users/directory.ts'
import type { DirectoryUser } from '../../model/users/user.ts'
import { findInDirectory } from '../../model/users/users.ts'
import { mailsPage } from '../../outbox/mails-page.ts'
import { defaultLanguage } from '../../outbox/template.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { showPage } from '../../surface/show-page.ts'
import { mailVerification } from '../../users/mail.ts'
import { actionFrom, showSignIn } from './sign-in-page.ts'
import { lifetime } from './transaction.ts'

type Context = ParameterizedContext<RequestState>

/** Shows the page, and notes who may have the mail sent again: only whoever knows the password. */
export async function showPending(
  runtime: Runtime,
  ctx: Context,
  transaction: string,
  request: AuthorizationRequest,
  login: string,
): Promise<void> {
  const { shortLived } = runtime
  const { tenant } = ctx.state
  const pendingId = findLogin(tenant, login)?.id
  // Another form may have ended the transaction while the password was checked.
  if (shortLived.transactions.get(tenant, transaction) !== undefined)
    shortLived.transactions.set(tenant, transaction, { ...request, pendingId }, lifetime)
  await show(runtime, ctx, transaction, login)
}

/** Sends the mail again, and shows the page again. Whoever has verified the address meanwhile can sign in. */
export async function resend(
  runtime: Runtime,
  ctx: Context,
  transaction: string,
  request: AuthorizationRequest,
): Promise<void> {
  const { tenant, base } = ctx.state
  const user = pendingUser(ctx, request)
  if (user === undefined || signInProblem(tenant, user, runtime.clock.ms(tenant)) !== 'pending')
    return signInAgain(runtime, ctx, transaction, request)
  mailVerification(runtime, { tenant, user, language: request.language ?? defaultLanguage, base })
  await show(runtime, ctx, transaction, user[identityFieldOf(tenant)] ?? '', true)
}

/** Goes back to the page of the sign-in. */
export function signInAgain(
  runtime: Runtime,
  ctx: Context,
  transaction: string,
  request: AuthorizationRequest,
): Promise<void> {
  const entered = pendingUser(ctx, request)?.[identityFieldOf(ctx.state.tenant)]
  return showSignIn(runtime, ctx, transaction, request, { entered })
}

const pendingUser = (
  { state: { tenant } }: Context,
  { pendingId }: AuthorizationRequest,
): DirectoryUser | undefined => findInDirectory(tenant, pendingId ?? '')

function show(
  runtime: Runtime,
  ctx: Context,
  transaction: string,
  login: string,
  resent = false,
): Promise<void> {
  const action = actionFrom(ctx.path)
  const mails = mailsOf(runtime, ctx)
  return showPage(ctx, { kind: 'pending', action, transaction, login, resent, mails })
}

/** Where the mails of the tenant are to be seen: a convenience of tests, as picking a user is. */
function mailsOf({ userPicker, control, issuer }: Runtime, ctx: Context): string | undefined {
  const { tenant, base } = ctx.state
  return userPicker && control ? mailsPage(issuer.publicBase(base), tenant.tenantId) : undefined
}
