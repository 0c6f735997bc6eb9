/** Merges what the emulator starts from: several seeds, or a data file and a seed. */
import { excerpt } from '../excerpt.ts'
import { formatVersion, type Given, SharedSchema, type State } from '../model/document.ts'
import { joinedApiKeys } from '../model/iam.ts'
import { parse } from '../model/parsing/parse.ts'

/**
 * Joins two seeds into one. `word` is the caller's own name for the option `seed`.
 * @throws {Error} the seeds conflict
 */
export function joinedSeeds(seed: Given, more: Given, word: string): Given {
  const twice = Object.keys(more.tenants).find((id) => Object.hasOwn(seed.tenants, id))
  if (twice)
    throw new Error(
      `tenant ${twice} is already in an earlier seed (by default, that is the demo fixture: choose another seed with ${word})`,
    )
  const { iam, faults } = parse(SharedSchema, {
    iam: (seed.iam ?? more.iam) && {
      apiKeys: joinedApiKeys(seed.iam, more.iam),
      signingKeys: joinedLists(
        'key',
        ({ kid }) => kid,
        seed.iam?.signingKeys,
        more.iam?.signingKeys,
      ),
    },
    faults: joinedLists('fault', ({ id }) => id, seed.faults, more.faults),
  })
  return {
    version: formatVersion,
    ...(iam && { iam }),
    ...(faults && { faults }),
    tenants: { ...seed.tenants, ...more.tenants },
  }
}

function joinedLists<Item>(
  noun: string,
  idOf: (item: Item) => string | undefined,
  one: readonly Item[] | undefined,
  other: readonly Item[] | undefined,
): readonly Item[] | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const ids = new Set(one.map(idOf))
  const twice = other.map(idOf).find((id) => id !== undefined && ids.has(id))
  if (twice !== undefined)
    throw new Error(`${noun} ${excerpt(twice)} is already in an earlier seed`)
  return [...one, ...other]
}

/** Adds the parts that only the seed has to the stored state. */
export function withMissing(stored: State, seed: State): State {
  const missing = [...seed.tenants].filter(([tenantId]) => !stored.tenants.has(tenantId))
  const iam = withMissingKeys(stored.iam, seed.iam)
  const faults = stored.faults ?? seed.faults
  if (missing.length === 0 && iam === stored.iam && faults === stored.faults) return stored
  return {
    ...stored,
    ...(iam && { iam }),
    ...(faults && { faults }),
    tenants: new Map([...stored.tenants, ...missing]),
  }
}

function withMissingKeys(stored: State['iam'], seed: State['iam']): State['iam'] {
  if (stored === undefined || seed === undefined) return stored ?? seed
  const apiKeys = joinedApiKeys(stored, seed)
  const signingKeys = stored.signingKeys?.length ? stored.signingKeys : seed.signingKeys
  if (apiKeys?.length === stored.apiKeys?.length && signingKeys === stored.signingKeys)
    return stored
  return { ...stored, ...(apiKeys && { apiKeys }), ...(signingKeys && { signingKeys }) }
}

/** The parts of the seed that were not used, because the data file has its own. */
export interface Kept {
  /** The ids of tenants that are in both the data file and the seed. */
  readonly tenants: readonly string[]
  /** Members of the document that differ from the seed, if any. */
  readonly members?: readonly string[]
}

export function keptOf(stored: State, seed: State): Kept | undefined {
  const state = withMissing(stored, seed)
  const differs = (one: unknown, seeds: unknown) =>
    seeds !== undefined && JSON.stringify(one) !== JSON.stringify(seeds)
  const members = Object.entries({
    'iam.apiKeys': differs(state.iam?.apiKeys, seed.iam?.apiKeys),
    'iam.signingKeys': differs(state.iam?.signingKeys, seed.iam?.signingKeys),
    faults: differs(state.faults, seed.faults),
  }).flatMap(([name, isKept]) => (isKept ? name : []))
  const tenants = [...seed.tenants.keys()].filter((id) => stored.tenants.has(id))
  if (tenants.length + members.length === 0) return undefined
  return { tenants, ...(members.length > 0 && { members }) }
}
