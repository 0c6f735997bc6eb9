import * as v from 'valibot'
import type { Tenant } from '../../model/tenant.ts'
import {
  confirmationOf,
  identityFieldOf,
  signInProblem,
  takenLogin,
} from '../../model/users/directory.ts'
import { hashed } from '../../model/users/password.ts'
import { Email, UserName } from '../../model/users/scim-body.ts'
import { findAnonymous, findInDirectory } from '../../model/users/users.ts'
import { showPage } from '../../surface/show-page.ts'
import { mailAfterSignUp } from '../../users/mail.ts'
import { signIn } from '../../users/sign-in.ts'
import { addSignedUp } from '../../users/sign-up.ts'
import { type Query, singleValue } from '../authorization/authorization-request.ts'
import { respondWithCode, respondWithFlow } from '../authorization/authorization-response.ts'
import { showPending } from '../authorization/pending.ts'
import { actionFrom } from '../authorization/sign-in-page.ts'
import { beginSession } from '../authorization/sso-session.ts'
import { gone } from './change.ts'
import { newPasswordProblemIn, recipientOf, type SelfServiceForm, type Visit } from './form.ts'

/** The page on which somebody becomes a user of the Cloud Directory. */
export const signUp: SelfServiceForm = {
  show({ ctx, transaction }, { form = {}, problem }) {
    const { tenant } = ctx.state
    return showPage(ctx, {
      kind: 'sign-up',
      action: actionFrom(ctx.path),
      transaction,
      asksUserName: identityFieldOf(tenant) === 'userName',
      needsEmail: needsEmail(tenant),
      entered: entered(tenant, form),
      problem,
    })
  },

  async submit(visit, form) {
    const { runtime, ctx } = visit
    const { tenant } = ctx.state
    const given = entered(tenant, form)
    const problem = problemOf(tenant, given) ?? newPasswordProblemIn(tenant, form)
    if (problem !== undefined) return problem
    const passwordHash = await hashed(singleValue(form, 'newPassword') ?? '')
    const added = await addSignedUp(runtime, tenant.tenantId, { ...given, passwordHash })
    if (added === undefined) return taken
    ctx.state.tenant = added.tenant
    mailAfterSignUp(runtime, recipientOf(visit, added.tenant, added.user))
    await finish(visit, added.tenant, added.user.id)
    return undefined
  },
}

const taken = 'Another user has this e-mail address or user name.'

/** Signs the new user in, unless the e-mail address must be verified first. */
async function finish(visit: Visit, tenant: Tenant, id: string): Promise<void> {
  const { runtime, ctx, transaction, request, end } = visit
  const find = (tenant: Tenant) => findInDirectory(tenant, id)
  const user = find(tenant)
  if (user && signInProblem(tenant, user, runtime.clock.ms(tenant)) === 'pending') {
    // Whoever asked for a sign-in waits for a code, which comes after the verification.
    if (request.selfService === undefined) {
      const login = user[identityFieldOf(tenant)] ?? ''
      return showPending(runtime, ctx, transaction, request, login)
    }
    end()
    return respondWithFlow(ctx, request, 'sign_up')
  }
  end()
  const anonymous = findAnonymous(tenant, request.anonymousId ?? '')
  const signedIn = await signIn(runtime, tenant.tenantId, find, anonymous)
  if (signedIn === undefined) throw gone()
  beginSession(runtime, ctx, signedIn)
  await respondWithCode(runtime, ctx, request, signedIn)
}

function entered(tenant: Tenant, form: Query) {
  return {
    email: singleValue(form, 'email'),
    userName: identityFieldOf(tenant) === 'userName' ? singleValue(form, 'userName') : undefined,
    givenName: singleValue(form, 'givenName'),
    familyName: singleValue(form, 'familyName'),
  }
}

/** Without an address nobody can verify it. */
const needsEmail = (tenant: Tenant) =>
  identityFieldOf(tenant) === 'email' || confirmationOf(tenant) !== 'off'

function problemOf(
  tenant: Tenant,
  { email, userName }: ReturnType<typeof entered>,
): string | undefined {
  if (
    identityFieldOf(tenant) === 'userName' &&
    (userName === undefined || !v.is(UserName, userName))
  )
    return 'Enter a user name without line breaks.'
  if (email === undefined ? needsEmail(tenant) : !v.is(Email, email))
    return 'Enter an e-mail address, such as name@example.com.'
  return takenLogin(tenant, { email, userName }) === undefined ? undefined : taken
}
