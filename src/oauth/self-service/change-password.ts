import { hashed, withPasswordHash } from '../../model/users/password.ts'
import { findInDirectory } from '../../model/users/users.ts'
import { showPage } from '../../surface/show-page.ts'
import { mailAfterPasswordChange } from '../../users/mail.ts'
import { checkPassword } from '../../users/password-sign-in.ts'
import { toRefusal } from '../authenticate-user.ts'
import { singleValue } from '../authorization/authorization-request.ts'
import { actionFrom } from '../authorization/sign-in-page.ts'
import { change, respondAsUser } from './change.ts'
import { newPasswordProblemIn, recipientOf, type SelfServiceForm } from './form.ts'

/** The page on which a user changes the password. The present one proves who it is. */
export const changePassword: SelfServiceForm = {
  show({ ctx, transaction }, { problem }) {
    const action = actionFrom(ctx.path)
    return showPage(ctx, { kind: 'change-password', action, transaction, problem })
  },

  async submit(visit, form) {
    const { runtime, ctx, request, end } = visit
    const { tenant } = ctx.state
    const password = singleValue(form, 'password')
    if (password === undefined) return 'Enter your current password.'
    const user = findInDirectory(tenant, request.userId ?? '')
    const refusal = await checkPassword(runtime, tenant, user, password)
    if (refusal !== undefined) {
      const { message, detail } = toRefusal(refusal)
      ctx.state.record.error = detail
      return refusal.refused === 'wrong' ? 'The current password is incorrect.' : message
    }
    const problem = newPasswordProblemIn(tenant, form)
    if (problem !== undefined) return problem
    const passwordHash = await hashed(singleValue(form, 'newPassword') ?? '')
    end()
    const changed = await change(visit, (user) => withPasswordHash(user, passwordHash))
    mailAfterPasswordChange(runtime, recipientOf(visit, changed.tenant, changed.user))
    await respondAsUser(visit)
    return undefined
  },
}
