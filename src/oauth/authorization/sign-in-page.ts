import type { ParameterizedContext } from 'koa'
import { oauthServerUrl } from '../../issuer/issuer.ts'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import { originOf } from '../../model/redirect-uri.ts'
import { findApplication, type Tenant } from '../../model/tenant.ts'
import { identityFieldOf, isDirectoryActive, offers } from '../../model/users/directory.ts'
import {
  choiceOf,
  choicesOf,
  type IdentifiedUser,
  isForDirectory,
} from '../../model/users/sign-in-choice.ts'
import { displayNameOf, providerOf } from '../../model/users/user.ts'
import type { Choice } from '../../pages/page.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { showPage } from '../../surface/show-page.ts'
import { beginTransaction } from './transaction.ts'

type Context = ParameterizedContext<RequestState>

/** How many users the page offers, and up to how many it counts: among thousands, that would take longer than the page. */
const most = 20
const mostCounted = 220

/** Begins a transaction, and shows its page. `hint`: what the client says about the user, who cannot be signed in by it. */
export async function beginSignIn(
  runtime: Runtime,
  ctx: Context,
  request: AuthorizationRequest,
  hint?: string,
): Promise<void> {
  const transaction = beginTransaction(runtime, ctx.state.tenant, request)
  const problem = hint && 'The user in login_hint may not sign in, or does not exist.'
  await showSignIn(runtime, ctx, transaction, request, { entered: hint, problem })
}

interface Attempt {
  readonly entered?: string | undefined
  readonly problem?: string | undefined
  /** What the user did before at another page. */
  readonly notice?: string
}

/** Shows the page of a transaction. */
export async function showSignIn(
  runtime: Runtime,
  ctx: Context,
  transaction: string,
  { clientId, redirectUri, provider }: AuthorizationRequest,
  attempt: Attempt,
): Promise<void> {
  const { tenant, base } = ctx.state
  const hasForm = isDirectoryActive(tenant) && isForDirectory({ provider })
  const users = runtime.userPicker
    ? choicesOf(tenant, runtime.clock.ms(tenant), mostCounted, provider)
    : []
  await showPage(ctx, {
    kind: 'sign-in',
    action: actionFrom(ctx.path),
    transaction,
    widgetUrl: oauthServerUrl(base, tenant.tenantId),
    application: findApplication(tenant, clientId)?.name ?? clientId,
    returnsTo: originOf(redirectUri) ?? redirectUri,
    login: hasForm ? identityFieldOf(tenant) : undefined,
    ...attempt,
    signUp: hasForm && offers(tenant, 'sign_up'),
    forgotPassword: hasForm && offers(tenant, 'forgot_password'),
    choices: users.slice(0, most).map((user) => toChoice(tenant, user)),
    more: moreOf(runtime, users.length, hasForm),
  })
}

/** Says how many more users there are than the page offers, and how they sign in. */
function moreOf({ autoLogin, word }: Runtime, count: number, hasForm: boolean): string | undefined {
  if (count <= most) return undefined
  const number = `${count === mostCounted ? 'at least ' : ''}${count - most}`
  const byHint = `by login_hint${autoLogin ? '' : ` (needs ${word('autoLogin')})`}`
  return `And ${number} more: sign in ${hasForm ? 'above with a password, or ' : ''}${byHint}.`
}

/** The path to `cloud_directory/auth`, relative to that of a page, so that no proxy in between matters. */
export function actionFrom(path: string): string {
  const [, , , , ...below] = path.split('/')
  return `${'../'.repeat(below.length - 1)}cloud_directory/auth`
}

function toChoice(tenant: Tenant, user: IdentifiedUser): Choice {
  const provider = providerOf(user)
  const login = provider === 'cloud_directory' ? user[identityFieldOf(tenant)] : user.email
  const name = displayNameOf(user) ?? user.id
  return {
    value: choiceOf(user),
    name,
    login: login === name ? undefined : login,
    provider: provider === 'cloud_directory' ? undefined : provider,
  }
}
