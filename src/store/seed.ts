import demo from '../../fixtures/demo.json' with { type: 'json' }
import {
  completedState,
  formatVersion,
  type Given,
  parseDocument,
  type State,
} from '../model/document.ts'
import { parseWrittenJson } from '../model/parsing/json-file.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { InvalidSeed, plainMessageOf } from './errors.ts'
import { joinedSeeds } from './merge.ts'
import { readSeed } from './read-seed.ts'

/** The bundled fixtures by name. Only the default one is loaded at every start. */
const bundled: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['demo', () => demo],
  ['failures', async () => (await import('./failures.ts')).failures],
])

/** The name of a bundled fixture, the path of a file, or a fixture object. */
export type SeedSource = string | object

/**
 * Loads the sources in order and joins them into one state. `tenantIds` are added as empty tenants. `word` is the
 * caller's own name for the option `seed`.
 * @throws {InvalidSeed} a fixture is unknown, unreadable or invalid, or two of them conflict
 */
export async function resolveSeed(
  sources: readonly SeedSource[],
  tenantIds: readonly string[],
  word: string,
): Promise<State> {
  const [copies, ids] = [sources.map(copied), [...tenantIds]]
  let seed: Given = { version: formatVersion, tenants: {} }
  const add = async (name: string, read: () => Given | Promise<Given>) => {
    seed = await named(name, async () => joinedSeeds(seed, await read(), word))
  }
  for (const source of copies)
    await add(typeof source === 'string' ? `seed ${source}` : 'the seed', () => load(source))
  for (const tenantId of ids)
    await add(`tenant ${tenantId}`, () =>
      parseDocument({ version: formatVersion, tenants: { [tenantId]: {} } }),
    )
  return completedState(seed)
}

// A copy, because the caller may change the object before it is read.
function copied(source: SeedSource): SeedSource {
  try {
    return structuredClone(source)
  } catch {
    throw new InvalidSeed('the seed: must be JSON')
  }
}

async function load(source: SeedSource): Promise<Given> {
  if (typeof source !== 'string') return checked(source)
  if (isPath(source)) return parseWrittenJson(await readSeed(source), checked)
  const read = bundled.get(source)
  if (read === undefined)
    throw new Error(
      `there is no such bundled fixture (use ${[...bundled.keys()].join(' or ')}); the name of a file must contain a / or end in .json`,
    )
  return checked(await read())
}

// Each by itself: it may refer only to its own tenants by name.
function checked(document: unknown): Given {
  const given = parseDocument(document)
  completedState(given)
  return given
}

function isPath(source: string): boolean {
  return /[/\\]|\.json$/.test(source)
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidSeed(`${name}: ${error.message}`)
    throw new InvalidSeed(`${name}: ${plainMessageOf(error)}`)
  }
}
