/** Creates the signing keys of tenants and IAM on first use, and rotates them. */
import type { Clock } from './clock.ts'
import { type State, withIamKeys, withTenantKey } from './model/document.ts'
import type { SigningKey } from './model/signing-key.ts'
import { signingKeyOf, type Tenant, withNewSigningKey } from './model/tenant.ts'
import { UnknownTenant } from './store/errors.ts'
import type { Store } from './store/store.ts'
import { generateSigningKey, iamKid, tenantKid } from './tokens/keys.ts'

export class Keys {
  readonly #store: Store
  readonly #clock: Clock
  /** First keys that are being created, by tenant id, or `iam`. */
  readonly #underWay = new Map<string, Promise<State>>()
  /** The time in the kid of the last key, in milliseconds since the epoch, by tenant id, or `iam`. */
  readonly #lastTimes = new Map<string, number>()

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Returns the tenant, with at least one signing key. @throws {UnknownTenant} {WriteFailed} */
  async withKey(tenantId: string): Promise<Tenant> {
    const known = this.#store.getTenant(tenantId)
    if (known.signingKeys.length > 0) return known
    const { tenants } = await this.#first(
      tenantId,
      () => this.#tenantKid(known),
      (state, key) => withTenantKey(state, tenantId, key),
    )
    const tenant = tenants.get(tenantId)
    if (tenant === undefined) throw new UnknownTenant(tenantId)
    return tenant
  }

  /** Returns the signing keys of IAM, at least one. @throws {WriteFailed} */
  async iam(): Promise<readonly SigningKey[]> {
    const known = this.#store.state.iam?.signingKeys ?? []
    if (known.length > 0) return known
    const { iam } = await this.#first(
      'iam',
      () => iamKid(this.#time('iam', this.#clock.ms(), 1000)),
      (state, key) => withIamKeys(state, [key]),
    )
    return iam?.signingKeys ?? []
  }

  /**
   * Creates a new signing key, which signs all further tokens, and returns its kid. With `keepOld`, the old keys remain in
   * the key set.
   * @throws {UnknownTenant} {WriteFailed}
   */
  async rotate(tenantId: string, keepOld: boolean): Promise<string> {
    const known = this.#store.getTenant(tenantId)
    // Without a key, there is nothing to rotate: the first key is new.
    if (known.signingKeys.length === 0) return signingKeyOf(await this.withKey(tenantId)).kid
    const key = await generateSigningKey(this.#tenantKid(known))
    await this.#store.updateTenant(tenantId, (tenant) => withNewSigningKey(tenant, key, keepOld))
    return key.kid
  }

  // Resolves when the key is stored. Concurrent calls share one key.
  async #first(
    owner: string,
    kid: () => string,
    withKey: (state: State, key: SigningKey) => State,
  ): Promise<State> {
    const make = async () => {
      const key = await generateSigningKey(kid())
      return this.#store.complete((state) => withKey(state, key))
    }
    const making = this.#underWay.get(owner) ?? make().finally(() => this.#underWay.delete(owner))
    this.#underWay.set(owner, making)
    return making
  }

  #tenantKid(tenant: Tenant): string {
    const { tenantId, signingKeys } = tenant
    for (;;) {
      const kid = tenantKid(tenantId, this.#time(tenantId, this.#clock.ms(tenant), 1))
      if (!signingKeys.some((key) => key.kid === kid)) return kid
    }
  }

  // Returns a different time at each call, even if the clock is stopped. `step` is the resolution of the time in a kid, in ms.
  #time(owner: string, now: number, step: number): number {
    const time = Math.max(now, (this.#lastTimes.get(owner) ?? -step) + step)
    this.#lastTimes.set(owner, time)
    return time
  }
}
