/** The pages on which users help themselves, and what their forms do. */
import type { AuthorizationRequest, SelfService } from '../../model/authorization-request.ts'
import { offers } from '../../model/users/directory.ts'
import { isForDirectory } from '../../model/users/sign-in-choice.ts'
import { notOffered, type Query, singleValue } from '../authorization/authorization-request.ts'
import { respondWithError } from '../authorization/authorization-response.ts'
import { beginTransaction } from '../authorization/transaction.ts'
import { changeDetails } from './change-details.ts'
import { changePassword } from './change-password.ts'
import { forgotPassword } from './forgot-password.ts'
import type { SelfServiceForm, Visit } from './form.ts'
import { signUp } from './sign-up.ts'

const forms: Readonly<Record<SelfService, SelfServiceForm>> = {
  sign_up: signUp,
  forgot_password: forgotPassword,
  change_password: changePassword,
  change_details: changeDetails,
}

/** Begins a transaction, and shows its page. */
export async function beginSelfService(
  runtime: Visit['runtime'],
  ctx: Visit['ctx'],
  request: AuthorizationRequest,
  what: SelfService,
): Promise<void> {
  const transaction = beginTransaction(runtime, ctx.state.tenant, request)
  await forms[what].show({ runtime, ctx, transaction, request }, {})
}

/** Answers a form of self-service, or one that asks for its page. Returns false if the form is of the sign-in. */
export async function atSelfService(visit: Visit, form: Query): Promise<boolean> {
  const { ctx, request, end } = visit
  const own = request.selfService
  // Only at the sign-in do users go from one page to another: what leads to a code has had more checks.
  const isSignIn = (own === undefined || own === 'sign_up') && isForDirectory(request)
  const page = isSignIn ? offered.find((one) => singleValue(form, one) !== undefined) : undefined
  const sent = isSignIn ? offered.find((one) => singleValue(form, 'form') === one) : own
  const what = page ?? sent
  if (what === undefined) return false
  if (!offers(ctx.state.tenant, what)) {
    end()
    await respondWithError(ctx, request, notOffered(what))
  } else if (page !== undefined) await forms[what].show(visit, {})
  else {
    const problem = await forms[what].submit(visit, form)
    if (problem === undefined) return true
    ctx.state.record.error ??= problem
    await forms[what].show(visit, { form, problem })
  }
  return true
}

/** Where the sign-in leads: the names of its buttons. */
const offered = ['sign_up', 'forgot_password'] as const
