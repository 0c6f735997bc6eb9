import { excerpt } from '../excerpt.ts'

/** How many warnings are given, and how many names of a tenant are remembered. */
const most = 20

/**
 * Notices that one name of ours is used to get tokens and another to validate them, which makes
 * validation fail in a way that is hard to see from the client.
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
      `tokens are issued under ${issued} but discovery is read under ${discovered}: whoever compares the two refuses them. ` +
        `Use one name everywhere, or pin it with ${this.#word('publicUrl')} (or ${this.#word('issuer')})`,
    )
  }
}
