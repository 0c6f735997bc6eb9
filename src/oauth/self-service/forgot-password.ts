import { findLogin, identityFieldOf } from '../../model/users/directory.ts'
import { isConfirmed } from '../../model/users/user.ts'
import { findByLogin } from '../../model/users/users.ts'
import { showPage } from '../../surface/show-page.ts'
import { mailAfterForgotPassword } from '../../users/mail.ts'
import { singleValue } from '../authorization/authorization-request.ts'
import { respondWithFlow } from '../authorization/authorization-response.ts'
import { actionFrom, showSignIn } from '../authorization/sign-in-page.ts'
import { recipientOf, type SelfServiceForm } from './form.ts'

/** The page on which a user gets the link to a new password by mail. It never tells who is a user. */
export const forgotPassword: SelfServiceForm = {
  show({ ctx, transaction, request }, { form = {}, problem }) {
    return showPage(ctx, {
      kind: 'forgot-password',
      action: actionFrom(ctx.path),
      transaction,
      login: identityFieldOf(ctx.state.tenant),
      entered: singleValue(form, 'email'),
      problem,
      fromSignIn: request.selfService !== 'forgot_password',
    })
  },

  async submit(visit, form) {
    const { runtime, ctx, transaction, request, end } = visit
    const { tenant } = ctx.state
    const login = singleValue(form, 'email')
    if (login === undefined)
      return identityFieldOf(tenant) === 'email'
        ? 'Enter your e-mail address.'
        : 'Enter your user name or your e-mail address.'
    const isOwn = request.selfService === 'forgot_password'
    if (isOwn) end()
    const user = findLogin(tenant, login) ?? findByLogin(tenant, 'email', login)
    // Whoever has not verified the address gets none, as with the management API.
    if (user && isConfirmed(user))
      mailAfterForgotPassword(runtime, recipientOf(visit, tenant, user))
    // Whoever asked for a sign-in waits for a code.
    const notice =
      'If there is such a user, we have sent an e-mail. Follow its link, then sign in here.'
    await (isOwn
      ? respondWithFlow(ctx, request, 'forgot_password')
      : showSignIn(runtime, ctx, transaction, request, { notice }))
    return undefined
  },
}
