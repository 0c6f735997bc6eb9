import type { Tenant } from '../model/tenant.ts'
import {
  findLogin,
  identityFieldOf,
  isDirectoryActive,
  signInProblem,
} from '../model/users/directory.ts'
import { lockOutOf, withLockOut } from '../model/users/lock-out.ts'
import { isLocked } from '../model/users/locked.ts'
import { isPasswordOf } from '../model/users/password.ts'
import type { DirectoryUser, ProfiledUser } from '../model/users/user.ts'
import { findByLogin, findInDirectory } from '../model/users/users.ts'
import type { Runtime } from '../runtime.ts'
import { signIn } from './sign-in.ts'

/** Why somebody cannot sign in. `detail` is for the log. */
export interface SignInRefusal {
  readonly refused: 'directory off' | 'wrong' | 'pending' | 'disabled' | 'locked'
  readonly detail?: string
}

/**
 * Signs a user of the Cloud Directory in by what the tenant uses, an e-mail address or a user name, and the password.
 * Wrong passwords in a row lock the user out, if the tenant says so.
 * `anonymous` is the anonymous user who signs in, if any.
 */
export async function signInWithPassword(
  runtime: Runtime,
  tenant: Tenant,
  login: string,
  password: string,
  anonymous?: ProfiledUser,
): Promise<{ readonly user: ProfiledUser } | SignInRefusal> {
  if (!isDirectoryActive(tenant)) return { refused: 'directory off' }
  const found = findLogin(tenant, login)
  // Of nobody, too: that must take as long.
  const refusal = await checkPassword(runtime, tenant, found, password)
  if (found === undefined) return { refused: 'wrong', detail: unknownLogin(tenant, login) }
  if (refusal !== undefined) return refusal
  const find = (tenant: Tenant) => findInDirectory(tenant, found.id)
  const user = await signIn(runtime, tenant.tenantId, find, anonymous)
  return user === undefined
    ? { refused: 'wrong', detail: `${found.id} was deleted meanwhile` }
    : { user }
}

/** Checks a password, and whether the user may sign in with it. Wrong ones in a row lock the user out, as above. */
export async function checkPassword(
  runtime: Runtime,
  tenant: Tenant,
  found: DirectoryUser | undefined,
  password: string,
): Promise<SignInRefusal | undefined> {
  const { store, clock, shortLived } = runtime
  // Unknown users must take as long as wrong passwords.
  const isRight = await isPasswordOf(found, password)
  if (found === undefined) return { refused: 'wrong', detail: 'the user was deleted meanwhile' }
  const { id } = found
  if (!isRight) return { refused: 'wrong', detail: await countWrong(runtime, tenant, found) }

  shortLived.wrongPasswords.delete(tenant, id)
  // Read again: others may have locked the user out meanwhile.
  const current = findInDirectory(store.getTenant(tenant.tenantId), id)
  const refused = current && signInProblem(tenant, current, clock.ms(tenant))
  return refused && { refused }
}

/** Why nobody was found, for the log: it does not repeat the login. */
function unknownLogin(tenant: Tenant, login: string): string {
  const field = identityFieldOf(tenant)
  const other = field === 'email' ? 'userName' : 'email'
  const namesake = findByLogin(tenant, other, login)
  return namesake === undefined
    ? 'no user signs in with this username'
    : `this is the ${other} of ${namesake.id}, but users of this tenant sign in with their ${field}: see config.identityField of idps/cloud_directory`
}

/** Counts a wrong password, locks the user out after too many, and returns the detail for the log. */
async function countWrong(
  { store, clock, shortLived }: Runtime,
  tenant: Tenant,
  user: DirectoryUser,
): Promise<string> {
  const { id } = user
  const lockOut = lockOutOf(tenant)
  if (lockOut === undefined || isLocked(user, clock.ms(tenant))) return `wrong password of ${id}`
  const count = (shortLived.wrongPasswords.get(tenant, id) ?? 0) + 1
  if (count < lockOut.numOfAttempts) {
    shortLived.wrongPasswords.set(tenant, id, count)
    return `wrong password of ${id}: ${count} of ${lockOut.numOfAttempts} before the lock-out`
  }
  shortLived.wrongPasswords.delete(tenant, id)
  await store.updateTenant(tenant.tenantId, (tenant) => {
    const now = clock.ms(tenant)
    return withLockOut(tenant, id, now, now + lockOut.lockOutTimeSec * 1000)
  })
  return `wrong password of ${id}, who is locked out for ${lockOut.lockOutTimeSec} s`
}
