import { setMaxListeners } from 'node:events'
import * as timers from 'node:timers/promises'
import type { Fault } from '../model/fault.ts'
import { tokenOperation } from '../operations.ts'

// Captured at load, so that fake timers in a test do not affect the emulator.
const { setTimeout } = timers

/** Who asks, as far as a request says so. */
export interface Credentials {
  readonly clientIds: readonly string[]
  readonly grantType: string | undefined
}

/** A request that a fault may match. */
export interface FaultCandidate {
  readonly operation: string
  readonly method: string
  /** This waits for the body, so whoever does not need it does not call it. */
  credentials(): Promise<Credentials>
}

/** Chooses the fault that strikes a request, and counts the strikes. */
export class Faults {
  #counts = new WeakMap<Fault, { passed: number; strikes: number }>()
  readonly #closing = new AbortController()

  constructor() {
    // There is no limit to the number of delayed requests; each removes its listener when it ends.
    setMaxListeners(0, this.#closing.signal)
  }

  /** Returns the first fault that matches and has strikes left, and counts the strike. */
  async strike(faults: readonly Fault[], candidate: FaultCandidate): Promise<Fault | undefined> {
    for (const fault of faults) {
      if (!(await fits(fault, candidate))) continue
      const { times = Number.POSITIVE_INFINITY, after = 0 } = fault
      const count = this.#count(fault)
      if (count.passed < after) count.passed += 1
      else if (count.strikes < times) {
        count.strikes += 1
        return fault
      }
    }
    return undefined
  }

  /** How often a fault has struck. */
  strikes(fault: Fault): number {
    return this.#count(fault).strikes
  }

  /** Resets the counters of these faults, or of all. */
  restart(faults?: readonly Fault[]): void {
    if (faults === undefined) this.#counts = new WeakMap()
    else for (const fault of faults) this.#counts.delete(fault)
  }

  /** Waits in real time, regardless of any tenant's clock. Ends early when the emulator closes. */
  async delay(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#closing.signal }).catch(() => {})
  }

  /** Ends every delay. */
  close(): void {
    this.#closing.abort()
  }

  #count(fault: Fault): { passed: number; strikes: number } {
    const count = this.#counts.get(fault) ?? { passed: 0, strikes: 0 }
    this.#counts.set(fault, count)
    return count
  }
}

async function fits(
  fault: Fault,
  { operation, method, credentials }: FaultCandidate,
): Promise<boolean> {
  const wanted = fault.effect.flaw === undefined ? fault.operation : tokenOperation
  if (operation !== (wanted ?? operation) || method !== (fault.method ?? method)) return false
  if (fault.clientId === undefined && fault.grantType === undefined) return true
  const { clientIds, grantType } = await credentials()
  return (
    (fault.clientId === undefined || clientIds.includes(fault.clientId)) &&
    (fault.grantType === undefined || grantType === fault.grantType)
  )
}
