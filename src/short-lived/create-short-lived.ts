import type { Clock } from '../clock.ts'
import type {
  AuthorizationCode,
  AuthorizationRequest,
  DetailsCode,
} from '../model/authorization-request.ts'
import type { Followed, Link } from '../outbox/link.ts'
import { Outbox } from '../outbox/outbox.ts'
import type { Store } from '../store/store.ts'
import { ShortLived } from './short-lived.ts'
import { SsoSessions } from './sso-sessions.ts'

/** What the tenants remember for a while, by what it is. */
export function createShortLived(store: Store, clock: Clock) {
  const kinds = {
    /** When users last signed in, in ISO 8601, by the ids of their profiles. */
    lastLogins: new ShortLived<string>(clock, 100_000),
    /** How often in a row a user of the Cloud Directory gave a wrong password, by SCIM id. */
    wrongPasswords: new ShortLived<number>(clock),
    /** The sign-ins under way, by the id that the form carries. Requests are long, so only the newest are kept. */
    transactions: new ShortLived<AuthorizationRequest>(clock, 2000),
    /** The authorization codes that were not exchanged yet. */
    codes: new ShortLived<AuthorizationCode>(clock),
    /** Who is signed in where, by the cookie. */
    sessions: new SsoSessions(clock),
    /** The codes that open the page for changing the details of a user. */
    detailsCodes: new ShortLived<DetailsCode>(clock),
    /** The mails that App ID would have sent. */
    outbox: new Outbox(),
    /** Their links, by the codes in them. */
    links: new ShortLived<Link>(clock),
    /** What applications learn about the links that were followed, by the context. */
    followed: new ShortLived<Followed>(clock),
  }
  store.eras.onReplaced((tenantId) => {
    for (const kind of Object.values(kinds)) kind.clear(tenantId)
  })
  store.onChanged((tenant) => kinds.sessions.sweep(tenant))
  return kinds
}

export type ShortLivedState = ReturnType<typeof createShortLived>
