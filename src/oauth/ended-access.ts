import type { Tenant } from '../model/tenant.ts'
import { signInProblem } from '../model/users/directory.ts'
import { isDisabled } from '../model/users/locked.ts'
import { isInDirectory, type ProfiledUser } from '../model/users/user.ts'

const said = {
  pending: 'must verify the e-mail address',
  disabled: 'is inactive',
  locked: 'is locked out',
} as const

/** Why a user who has signed in before may not go on, for the log; undefined for one who may. `now` is in milliseconds. */
export function endedAccess(tenant: Tenant, user: ProfiledUser, now: number): string | undefined {
  if (!isInDirectory(user)) return isDisabled(user) ? said.disabled : undefined
  const problem = signInProblem(tenant, user, now)
  return problem && said[problem]
}
