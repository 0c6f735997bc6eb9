import type { ParameterizedContext } from 'koa'
import { readBody } from '../../http/body.ts'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import { isRegistered } from '../../model/redirect-uri.ts'
import { findApplication, type Tenant } from '../../model/tenant.ts'
import { findChoice, isForDirectory, maySignIn } from '../../model/users/sign-in-choice.ts'
import type { ProfiledUser } from '../../model/users/user.ts'
import { findAnonymous } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { invalidRequest, OAuthError, oauthError } from '../../surface/oauth-error.ts'
import { signIn } from '../../users/sign-in.ts'
import { authenticateUser } from '../authenticate-user.ts'
import { invalidGrant } from '../errors.ts'
import { atSelfService } from '../self-service/forms.ts'
import { type Query, singleValue } from './authorization-request.ts'
import { AuthorizationError, respondWithCode, respondWithError } from './authorization-response.ts'
import { resend, showPending, signInAgain } from './pending.ts'
import { showSignIn } from './sign-in-page.ts'
import { beginSession } from './sso-session.ts'

type Context = ParameterizedContext<RequestState>

/** `POST /cloud_directory/auth`: the forms of the sign-in page. The transaction travels in them, so no cookie is needed. */
export function cloudDirectoryAuth(runtime: Runtime) {
  const { store, shortLived } = runtime

  return async (ctx: Context): Promise<void> => {
    refuseForeignForms(ctx)
    const form = toQuery(await readBody(ctx, ['application/x-www-form-urlencoded']))
    // The tenant may have changed while the body arrived.
    const tenant = store.getTenant(ctx.state.tenant.tenantId)
    ctx.state.tenant = tenant

    // 1. Find the transaction. It goes on until it has been answered, which happens once.
    const transaction = singleValue(form, 'state') ?? ''
    const request = shortLived.transactions.get(tenant, transaction)
    if (request === undefined) throw ended()
    ctx.state.record.clientId = request.clientId
    const end = () => {
      if (shortLived.transactions.take(tenant, transaction) === undefined) throw ended()
    }

    // 2. Check again what may have changed since it began.
    if (!isRegistered(tenant, request.redirectUri))
      throw invalidRequest('The redirect_uri of this sign-in is no longer registered.')
    const refusal = refusalOf(tenant, request, form)
    if (refusal !== undefined) {
      end()
      return respondWithError(ctx, request, refusal)
    }

    // 3. Do what the other forms and buttons say.
    const visit = { runtime, ctx, transaction, request, end }
    if (await atSelfService(visit, form)) return
    if (singleValue(form, 'again') !== undefined)
      return signInAgain(runtime, ctx, transaction, request)
    if (singleValue(form, 'resend') !== undefined) return resend(runtime, ctx, transaction, request)

    // 4. Sign the user in, or show why not.
    let user: ProfiledUser
    try {
      user = await authenticate(runtime, ctx, form, request)
    } catch (error) {
      return showFailure(runtime, ctx, form, transaction, request, error)
    }

    // 5. Return to the client.
    end()
    beginSession(runtime, ctx, user)
    await respondWithCode(runtime, ctx, request, user)
  }
}

/** Why the client gets an error, although the transaction is good. */
function refusalOf(
  tenant: Tenant,
  { clientId }: AuthorizationRequest,
  form: Query,
): AuthorizationError | undefined {
  if (findApplication(tenant, clientId) === undefined)
    return new AuthorizationError('invalid_client', 'unknown client_id')
  return singleValue(form, 'cancel') === undefined
    ? undefined
    : new AuthorizationError('access_denied', 'The sign-in was cancelled')
}

const ended = () =>
  invalidRequest(
    'This sign-in has ended: it was used before, took too long, or never began. Go back to the application, and sign in again.',
  )

/** Refuses forms of other web pages. `refuseWebPages` has checked Origin. @throws {OAuthError} */
function refuseForeignForms(ctx: Context): void {
  if (!['', 'same-origin', 'none'].includes(ctx.get('Sec-Fetch-Site')))
    throw oauthError('access_denied', 'A web page from elsewhere cannot send this form.')
}

/** Signs the user in by password, or takes the one who was picked. @throws {OAuthError} */
async function authenticate(
  runtime: Runtime,
  { state: { tenant } }: Context,
  form: Query,
  { provider, anonymousId = '' }: AuthorizationRequest,
): Promise<ProfiledUser> {
  const anonymous = findAnonymous(tenant, anonymousId)
  const choice = singleValue(form, 'user')
  if (choice === undefined) {
    if (!isForDirectory({ provider }))
      throw invalidGrant(`Only users of ${provider} may sign in here. They have no password.`)
    const [email, password] = [singleValue(form, 'email'), singleValue(form, 'password')]
    if (email === undefined || password === undefined)
      throw invalidGrant('Enter both your name and your password.')
    return authenticateUser(runtime, tenant, email, password, anonymous)
  }
  const now = runtime.clock.ms(tenant)
  const picked = runtime.userPicker ? findChoice(tenant, choice) : undefined
  const user =
    picked !== undefined && maySignIn(tenant, picked, now, provider)
      ? await signIn(runtime, tenant.tenantId, (tenant) => findChoice(tenant, choice), anonymous)
      : undefined
  if (user === undefined)
    throw invalidGrant('This user may not sign in, or does not exist any more.')
  return user
}

/** Shows why the user was not authenticated. */
async function showFailure(
  runtime: Runtime,
  ctx: Context,
  form: Query,
  transaction: string,
  request: AuthorizationRequest,
  error: unknown,
): Promise<void> {
  if (!(error instanceof OAuthError)) throw error
  ctx.state.record.error = error.detail
  const entered = singleValue(form, 'email')
  if (error.code === 'FORBIDDEN')
    return showPending(runtime, ctx, transaction, request, entered ?? '')
  await showSignIn(runtime, ctx, transaction, request, { entered, problem: error.message })
}

const toQuery = (body: Record<string, unknown>): Query =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
