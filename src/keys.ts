/** The signing keys of the tenants and of IAM: made at first need, and rotated. */
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
  /** First keys that are being made, by the tenant's id, or IAM's name. */
  readonly #underWay = new Map<string, Promise<State>>()
  /** When the last key was made, likewise, in milliseconds since the epoch: its kid says so. */
  readonly #lastTimes = new Map<string, number>()

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** The tenant, with at least one signing key. @throws {UnknownTenant} {WriteFailed} */
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

  /** The keys that sign IAM tokens, at least one. @throws {WriteFailed} */
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
   * Makes a key that signs from now on, and answers its kid. The old ones stay in the key set if `keepOld`.
   * @throws {UnknownTenant} {WriteFailed}
   */
  async rotate(tenantId: string, keepOld: boolean): Promise<string> {
    const known = this.#store.getTenant(tenantId)
    // The first is as new as can be.
    if (known.signingKeys.length === 0) return signingKeyOf(await this.withKey(tenantId)).kid
    const key = await generateSigningKey(this.#tenantKid(known))
    await this.#store.updateTenant(tenantId, (tenant) => withNewSigningKey(tenant, key, keepOld))
    return key.kid
  }

  // Stored before it resolves; those who ask meanwhile get the same one.
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

  // Never the same twice, not even when the clock stands still; `step` is what a kid tells apart.
  #time(owner: string, now: number, step: number): number {
    const time = Math.max(now, (this.#lastTimes.get(owner) ?? -step) + step)
    this.#lastTimes.set(owner, time)
    return time
  }
}
