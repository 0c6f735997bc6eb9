/** Tells when a state is replaced, and counts how often. */
export class Eras {
  readonly #listeners: ((tenantId?: string) => void)[] = []
  /** How often the state of everything, and of each tenant, was replaced or kept as a snapshot. */
  readonly #counts = new Map<string | undefined, number>()

  /** Calls back when a state is replaced: that of the tenant or, without an id, of everything. */
  onReplaced(listener: (tenantId?: string) => void): void {
    this.#listeners.push(listener)
  }

  /**
   * Names the time since a state of the tenant was last replaced or kept as a snapshot. What is issued in one era is
   * unknown to the states that earlier eras may return to.
   */
  of(tenantId: string): string {
    return [undefined, tenantId].map((one) => this.#counts.get(one) ?? 0).join('.')
  }

  begin(tenantId?: string): void {
    this.#counts.set(tenantId, (this.#counts.get(tenantId) ?? 0) + 1)
  }

  replaced(tenantId?: string): void {
    this.begin(tenantId)
    for (const listener of this.#listeners) listener(tenantId)
  }
}
