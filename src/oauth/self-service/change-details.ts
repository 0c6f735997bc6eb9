import { signInProblem } from '../../model/users/directory.ts'
import { withNames } from '../../model/users/user.ts'
import { showPage } from '../../surface/show-page.ts'
import { toRefusal } from '../authenticate-user.ts'
import { singleValue } from '../authorization/authorization-request.ts'
import { AuthorizationError, respondWithError } from '../authorization/authorization-response.ts'
import { actionFrom } from '../authorization/sign-in-page.ts'
import { change, getUser, respondAsUser } from './change.ts'
import type { SelfServiceForm } from './form.ts'

/** The page on which a user changes the names. A one-time code opened it; the e-mail address cannot be changed. */
export const changeDetails: SelfServiceForm = {
  show({ ctx, transaction, request }) {
    const { givenName, familyName } = getUser(ctx.state.tenant, request.userId)
    return showPage(ctx, {
      kind: 'change-details',
      action: actionFrom(ctx.path),
      transaction,
      entered: { givenName, familyName },
    })
  },

  async submit(visit, form) {
    const { runtime, ctx, request, end } = visit
    const { tenant } = ctx.state
    const user = getUser(tenant, request.userId)
    end()
    const refused = signInProblem(tenant, user, runtime.clock.ms(tenant))
    if (refused !== undefined) {
      const error = new AuthorizationError('access_denied', toRefusal({ refused }).message)
      await respondWithError(ctx, request, error)
      return undefined
    }
    const givenName = singleValue(form, 'givenName')
    const familyName = singleValue(form, 'familyName')
    await change(visit, (user) => withNames(user, { givenName, familyName }))
    await respondAsUser(visit)
    return undefined
  },
}
