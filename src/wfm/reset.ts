import * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { defaultConfig } from '../model/config.ts'
import { escapeHtml } from '../model/html.ts'
import { parse } from '../model/parse.ts'
import { hashed } from '../model/password.ts'
import { passwordProblem } from '../model/passwords-config.ts'
import { showPage } from '../surface/html-page.ts'
import { findReset, reset } from '../surface/self-service.ts'
import { redirectToAction } from './action-url.ts'
import { showUnknown, showUsed } from './bad-links.ts'
import type { Context, LinkHandler } from './link-handler.ts'

/** `GET /wfm/reset/{code}` shows the form for a new password, or goes to the tenant's own page. */
export const askForPassword: LinkHandler = (runtime, ctx, code) => {
  const { tenant } = ctx.state
  const outcome = findReset(runtime, tenant, code)
  if (redirectToAction(ctx, tenant, 'on_reset_password', outcome)) return
  if (outcome.state === 'unknown') return showUnknown(ctx)
  if (outcome.state === 'gone') return showUsed(ctx)
  showForm(ctx, 200)
}

const NewPassword = v.object({ newPassword: v.string(), confirmPassword: v.string() })

/** `POST /wfm/reset/{code}` sets the password. */
export const setPassword: LinkHandler = async (runtime, ctx, code) => {
  const { tenant, base } = ctx.state
  const form = await readBody(ctx, ['application/x-www-form-urlencoded'])
  const { newPassword, confirmPassword } = parse(NewPassword, form)
  // Asked first, so that nobody learns the tenant's rules, or has a password hashed, without a link.
  const { state } = findReset(runtime, tenant, code)
  if (state === 'unknown') return showUnknown(ctx)
  if (state === 'gone') return showUsed(ctx)
  if (newPassword !== confirmPassword) return showForm(ctx, 400, 'The passwords are different.')
  const rules =
    tenant.config?.['cloud_directory/password_regex'] ??
    defaultConfig['cloud_directory/password_regex']
  const problem = newPassword === '' ? 'Enter a new password.' : passwordProblem(rules, newPassword)
  if (problem !== undefined) return showForm(ctx, 400, problem)
  const passwordHash = await hashed(newPassword)
  const outcome = await reset(runtime, base, tenant, { code, passwordHash })
  if (outcome.state !== 'done') return showUsed(ctx)
  showPage(
    ctx,
    200,
    'Your password has been changed',
    '<p>You can close this page and sign in with your new password.</p>',
  )
}

/** The form is sent to the address of the page. */
function showForm(ctx: Context, status: number, problem?: string): void {
  if (problem !== undefined) ctx.state.record.error = 'the new password was not accepted'
  showPage(
    ctx,
    status,
    'Choose a new password',
    `${problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>\n`}<form method="post">
<p><label>New password <input name="newPassword" type="password" autocomplete="new-password" required></label></p>
<p><label>The same again <input name="confirmPassword" type="password" autocomplete="new-password" required></label></p>
<p><button type="submit">Change password</button></p>
</form>`,
  )
}
