import { setMaxListeners } from 'node:events'
import * as timers from 'node:timers/promises'
import type { Fault } from '../model/fault.ts'
import { tokenOperation } from '../operations.ts'

// Taken at load: whoever fakes the timers of its process leaves ours to us.
const { setTimeout } = timers

/** What a fault can be meant for. */
export interface FaultCandidate {
  readonly operation: string
  readonly method: string
  /** Who asks, and for what; only asked for when a fault wants to know. */
  credentials(): Promise<{ clientIds: readonly string[]; grantType: string | undefined }>
}

/** What shall go wrong, and how often it has. */
export class Faults {
  #counts = new WeakMap<Fault, { passed: number; strikes: number }>()
  readonly #closing = new AbortController()

  constructor() {
    // As many may wait as like: each goes when it has waited.
    setMaxListeners(0, this.#closing.signal)
  }

  /** The first fault that fits and has strikes left; that is a strike. */
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

  /** Lets these faults strike as if they had never, or all. */
  restart(faults?: readonly Fault[]): void {
    if (faults === undefined) this.#counts = new WeakMap()
    else for (const fault of faults) this.#counts.delete(fault)
  }

  /** Waits, in real time: no clock moves it. Not any longer once the emulator is closing. */
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
