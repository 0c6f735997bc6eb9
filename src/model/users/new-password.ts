import { documentOf } from '../config/config.ts'
import { passwordProblem } from '../config/passwords.ts'
import type { Tenant } from '../tenant.ts'

/** What is wrong with a new password, which is entered twice. */
export function newPasswordProblem(
  tenant: Tenant,
  password: string | undefined,
  again: string | undefined,
): string | undefined {
  if (password === undefined || password === '') return 'Enter a new password.'
  if (password !== again) return 'The passwords are different.'
  return passwordProblem(documentOf(tenant, 'cloud_directory/password_regex'), password)
}
