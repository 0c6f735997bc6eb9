import { toState } from '../model/document.ts'
import { located, parseWrittenJson } from '../model/parsing/json-file.ts'
import { InvalidInput, inOneLine } from '../model/parsing/parse.ts'
import { plainMessageOf } from './errors.ts'
import { readSeed } from './read-seed.ts'

/** One line about a fixture file. */
export interface Finding {
  /** Where in the file it is. A file that cannot be read has no lines. */
  readonly line?: number
  readonly message: string
}

/** What is wrong with a fixture file, in the order of its lines. A fixture without findings can be seeded. */
export async function checkFixture(file: string): Promise<Finding[]> {
  let bytes: Buffer
  try {
    bytes = await readSeed(file)
  } catch (error) {
    return [{ message: plainMessageOf(error) }]
  }
  try {
    await parseWrittenJson(bytes, toState)
    return []
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const problems = await located(bytes, error.problems)
    return problems.map((problem) => ({ line: problem.place.line, message: inOneLine(problem) }))
  }
}
