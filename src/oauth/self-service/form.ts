import type { ParameterizedContext } from 'koa'
import type { AuthorizationRequest } from '../../model/authorization-request.ts'
import type { Tenant } from '../../model/tenant.ts'
import { newPasswordProblem } from '../../model/users/new-password.ts'
import type { DirectoryUser } from '../../model/users/user.ts'
import { defaultLanguage } from '../../outbox/template.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import type { Recipient } from '../../users/mail.ts'
import { type Query, singleValue } from '../authorization/authorization-request.ts'

/** A user's visit at a page of a transaction. */
export interface Visit {
  readonly runtime: Runtime
  readonly ctx: ParameterizedContext<RequestState>
  readonly transaction: string
  readonly request: AuthorizationRequest
  /** Ends the transaction, which works once. @throws {OAuthError} */
  end(): void
}

/** What was entered before, and what is wrong with it. */
export interface Attempt {
  readonly form?: Query
  readonly problem?: string
}

/** A page of self-service. */
export interface SelfServiceForm {
  show(visit: Omit<Visit, 'end'>, attempt: Attempt): Promise<void>
  /** Does what the form asks for and answers, or returns what is wrong with what was entered. */
  submit(visit: Visit, form: Query): Promise<string | undefined>
}

/** What is wrong with the new password of a form. */
export function newPasswordProblemIn(tenant: Tenant, form: Query): string | undefined {
  const password = singleValue(form, 'newPassword')
  return newPasswordProblem(tenant, password, singleValue(form, 'confirmPassword'))
}

/** The recipient of a mail that a form makes App ID send. */
export function recipientOf(
  { ctx, request }: Visit,
  tenant: Tenant,
  user: DirectoryUser,
): Recipient {
  return { tenant, user, language: request.language ?? defaultLanguage, base: ctx.state.base }
}
