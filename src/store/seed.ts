import demo from '../../fixtures/demo.json' with { type: 'json' }
import failures from '../../fixtures/failures.json' with { type: 'json' }
import {
  completedState,
  formatVersion,
  type Given,
  parseDocument,
  type State,
} from '../model/document.ts'
import { parseWrittenJson } from '../model/json-file.ts'
import { InvalidInput } from '../model/parse.ts'
import { errorCode, InvalidSeed } from './errors.ts'
import { joinedSeeds } from './merge.ts'
import { readSeed } from './read-seed.ts'

/** The fixtures that come with the package, by the name that one asks for them. */
const bundled: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['demo', demo],
  ['failures', failures],
])

/** Something to start with: a bundled fixture's name, a file's path, or the fixture itself. */
export type SeedSource = string | object

/**
 * Resolves what to start with, in order, into one state. `tenantIds` are added as empty tenants. `word` is what the
 * caller calls the seed.
 * @throws {InvalidSeed} a fixture that is unknown, unreadable or wrong, or two that do not go together
 */
export async function resolveSeed(
  sources: readonly SeedSource[],
  tenantIds: readonly string[],
  word: string,
): Promise<State> {
  const [taken, ids] = [sources.map(own), [...tenantIds]]
  let seed: Given = { version: formatVersion, tenants: {} }
  const add = async (name: string, read: () => unknown) => {
    seed = await named(name, async () => joinedSeeds(seed, parseDocument(await read()), word))
  }
  for (const source of taken)
    await add(typeof source === 'string' ? `seed ${source}` : 'the seed', () => load(source))
  for (const tenantId of ids)
    await add(`tenant ${tenantId}`, () => ({ version: formatVersion, tenants: { [tenantId]: {} } }))
  return completedState(seed)
}

// A fixture as it is now: by the time that it is read the caller may have changed it.
function own(source: SeedSource): SeedSource {
  try {
    return structuredClone(source)
  } catch {
    throw new InvalidSeed('the seed: must be JSON')
  }
}

async function load(source: SeedSource): Promise<unknown> {
  if (typeof source !== 'string') return source
  if (isPath(source)) return parseWrittenJson(await readSeed(source))
  const fixture = bundled.get(source)
  if (fixture === undefined)
    throw new Error(
      `not one of the bundled fixtures (${[...bundled.keys()].join(', ')}). A file of your own needs a / or .json in its name`,
    )
  return fixture
}

function isPath(source: string): boolean {
  return /[/\\]|\.json$/.test(source)
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidSeed(`${name}: ${error.message}`)
    if (errorCode(error) === 'ENOENT') throw new InvalidSeed(`${name}: there is no such file`)
    throw new InvalidSeed(`${name}: ${error instanceof Error ? error.message : error}`)
  }
}
