import * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { parse } from '../model/parsing/parse.ts'
import { identityFieldOf } from '../model/users/directory.ts'
import { newPasswordProblem } from '../model/users/new-password.ts'
import { hashed } from '../model/users/password.ts'
import { findReset, type Outcome, reset } from '../users/links.ts'
import { redirectToAction } from './action-url.ts'
import { showUnknown, showUsed } from './bad-links.ts'
import type { Context, LinkHandler } from './link-handler.ts'
import { show } from './show.ts'

/** `GET /wfm/reset/{code}` shows the form for a new password, or goes to the tenant's own page. */
export const askForPassword: LinkHandler = async (runtime, ctx, code) => {
  const { tenant } = ctx.state
  const outcome = findReset(runtime, tenant, code)
  if (redirectToAction(ctx, tenant, 'on_reset_password', outcome)) return
  if (outcome.state === 'unknown') return showUnknown(ctx)
  if (outcome.state === 'gone') return showUsed(ctx)
  await showForm(ctx, outcome)
}

const NewPassword = v.object({ newPassword: v.string(), confirmPassword: v.string() })

/** `POST /wfm/reset/{code}` sets the password. */
export const setPassword: LinkHandler = async (runtime, ctx, code) => {
  const { tenant, base } = ctx.state
  const form = await readBody(ctx, ['application/x-www-form-urlencoded'])
  const { newPassword, confirmPassword } = parse(NewPassword, form)
  // Asked first, so that nobody learns the tenant's rules, or has a password hashed, without a link.
  const found = findReset(runtime, tenant, code)
  if (found.state === 'unknown') return showUnknown(ctx)
  if (found.state === 'gone') return showUsed(ctx)
  const problem = newPasswordProblem(tenant, newPassword, confirmPassword)
  if (problem !== undefined) return showForm(ctx, found, problem)
  const passwordHash = await hashed(newPassword)
  const outcome = await reset(runtime, base, tenant, { code, passwordHash })
  if (outcome.state !== 'done') return showUsed(ctx)
  const heading = 'Your password has been changed'
  const text = 'You can close this page and sign in with your new password.'
  await show(ctx, { kind: 'notice', heading, text })
}

function showForm(ctx: Context, { email }: Outcome, problem?: string): Promise<void> {
  if (problem !== undefined) ctx.state.record.error = 'the new password was not accepted'
  // Who signs in with a user name need not have told it to whoever reads the mail.
  const login = identityFieldOf(ctx.state.tenant) === 'email' ? email : undefined
  return show(
    ctx,
    { kind: 'new-password', email: login, problem },
    problem === undefined ? 200 : 400,
  )
}
