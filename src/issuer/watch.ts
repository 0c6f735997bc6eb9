import { excerpt } from '../excerpt.ts'

/** The maximum number of warnings, and of issuers that are remembered per tenant. */
const most = 20

/**
 * Warns when tokens are issued under one issuer and discovery is read under another. Validation then fails, and the
 * cause is hard to find from the client's side.
 */
export class IssuerWatch {
  readonly #word: (setting: 'publicUrl' | 'issuer') => string
  readonly #warn: (message: string) => void
  readonly #seen = {
    issued: new Map<string, Set<string>>(),
    discovered: new Map<string, Set<string>>(),
  }
  readonly #warned = new Set<string>()

  constructor(word: (setting: 'publicUrl' | 'issuer') => string, warn: (message: string) => void) {
    this.#word = word
    this.#warn = warn
  }

  see(event: 'issued' | 'discovered', tenantId: string, name: string): void {
    const issuer = excerpt(name)
    const own = this.#seen[event]
    const names = own.get(tenantId) ?? new Set()
    if (names.has(issuer)) return
    if (names.size < most) own.set(tenantId, names.add(issuer))
    const others = this.#seen[event === 'issued' ? 'discovered' : 'issued'].get(tenantId)
    if (others === undefined || others.has(issuer)) return
    for (const other of others) this.#report(event === 'issued' ? [issuer, other] : [other, issuer])
  }

  #report([issued, discovered]: readonly [string, string]): void {
    const pair = `${issued} ${discovered}`
    if (this.#warned.size >= most || this.#warned.has(pair)) return
    this.#warned.add(pair)
    this.#warn(
      `tokens are issued by ${issued}, but the discovery document names ${discovered}: clients that compare the two refuse the tokens. ` +
        `Use the same host name everywhere, or set it with ${this.#word('publicUrl')} (or ${this.#word('issuer')})`,
    )
  }
}
