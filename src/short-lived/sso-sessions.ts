import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { inactivityTimeoutOf } from '../model/sso.ts'
import type { Tenant } from '../model/tenant.ts'
import { signInProblem } from '../model/users/directory.ts'
import { isSamePassword, passwordOf } from '../model/users/password.ts'
import type { DirectoryUser } from '../model/users/user.ts'
import { findInDirectory } from '../model/users/users.ts'
import { ShortLived } from './short-lived.ts'

/** Who is signed in, and with which password. */
type Session = Readonly<Pick<DirectoryUser, 'id' | 'password' | 'passwordHash'>>

/** The sessions of single sign-on, by an id that is the browser's cookie. */
export class SsoSessions {
  readonly #clock: Clock
  /** A tenant keeps the newest. */
  readonly #sessions: ShortLived<Session>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#sessions = new ShortLived(clock, 2000)
  }

  /** Begins a session, always under a new id: one that was known before the sign-in may be somebody else's, too. */
  begin(tenant: Tenant, user: DirectoryUser, inactivityTimeout: number): string {
    const sessionId = randomBytes(32).toString('base64url')
    const session = { id: user.id, ...passwordOf(user) }
    this.#sessions.set(tenant, sessionId, session, inactivityTimeout)
    return sessionId
  }

  /** The user of a session, if single sign-on is in effect and the user may still sign in. */
  find(tenant: Tenant, sessionId: string): DirectoryUser | undefined {
    const session = this.#sessions.get(tenant, sessionId)
    return session && this.#userOf(tenant, session)
  }

  /** Notes activity: the time without it begins anew. */
  renew(tenant: Tenant, sessionId: string): void {
    const session = this.#sessions.get(tenant, sessionId)
    const timeout = inactivityTimeoutOf(tenant)
    if (session !== undefined && timeout !== undefined)
      this.#sessions.set(tenant, sessionId, session, timeout)
  }

  /** Ends a session, or all of its user. */
  end(tenant: Tenant, sessionId: string, { all = false } = {}): void {
    const session = this.#sessions.take(tenant, sessionId)
    if (all && session !== undefined) this.endAllOf(tenant, session.id)
  }

  /** Ends all sessions of a user, whom the id in the Cloud Directory names. */
  endAllOf(tenant: Tenant, userId: string): void {
    this.#sessions.deleteWhere(tenant, ({ id }) => id === userId)
  }

  /**
   * Ends the sessions of users who may no longer sign in, are gone, or have another password, and all where single sign-on is
   * not in effect any more. A change that is undone later must not bring a session back, so this follows every change.
   */
  sweep(tenant: Tenant): void {
    this.#sessions.deleteWhere(tenant, (session) => this.#userOf(tenant, session) === undefined)
  }

  clear(tenantId?: string): void {
    this.#sessions.clear(tenantId)
  }

  #userOf(tenant: Tenant, session: Session): DirectoryUser | undefined {
    if (inactivityTimeoutOf(tenant) === undefined) return undefined
    const user = findInDirectory(tenant, session.id)
    if (user === undefined || !isSamePassword(user, session)) return undefined
    return signInProblem(tenant, user, this.#clock.ms(tenant)) === undefined ? user : undefined
  }
}
