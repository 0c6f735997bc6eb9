import { isUtf8 } from 'node:buffer'
import { InvalidInput, type Place, type Problem } from './parse.ts'

/**
 * Parses JSON in UTF-8, with or without a byte order mark. The error gives the line, the column and the reason, but
 * never quotes the text as JSON.parse does: the text may contain secrets.
 * @throws {InvalidInput}
 */
export async function parseJson(bytes: Buffer): Promise<unknown> {
  const text = toText(bytes)
  try {
    return JSON.parse(text)
  } catch {
    const { whyNotJson } = await import('./json-problems.ts')
    throw new InvalidInput([whyNotJson(text)])
  }
}

/**
 * Parses a hand-written file and converts its value. Also refuses duplicate members: JSON.parse would silently keep the
 * last.
 * @throws {InvalidInput} with the duplicate members and what `convert` refuses, with their lines
 */
export async function parseWrittenJson<T>(
  bytes: Buffer,
  convert: (value: unknown) => T,
): Promise<T> {
  const value = await parseJson(bytes)
  const twice = await duplicatesIn(toText(bytes), value)
  try {
    const converted = convert(value)
    if (twice.length === 0) return converted
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(await located(bytes, [...twice, ...error.problems]))
  }
  throw new InvalidInput(twice)
}

/** A problem and where it is in its file. */
export interface LocatedProblem extends Problem {
  readonly place: Place
}

/** Finds the lines of the problems of a file, and sorts the problems by them. */
export async function located(
  bytes: Buffer,
  problems: readonly Problem[],
): Promise<LocatedProblem[]> {
  const { linesIn } = await import('./json-problems.ts')
  const paths = problems.map(({ path }) => path)
  const lineOf = linesIn(decoded(bytes), paths)
  return problems
    .map((problem) => ({ ...problem, place: problem.place ?? { line: lineOf(problem.path) } }))
    .sort((one, other) => one.place.line - other.place.line)
}

async function duplicatesIn(text: string, value: unknown): Promise<Problem[]> {
  if (colons(text) === members(value)) return []
  const { duplicates } = await import('./json-problems.ts')
  return duplicates(text)
}

function toText(bytes: Buffer): string {
  // UTF-16 starts with a byte order mark, or with an ASCII character and a zero byte.
  if (/^(?:fffe|feff|00..|..00)/.test(bytes.toString('hex', 0, 2)))
    throw new InvalidInput([{ path: [], message: 'is UTF-16: save it as UTF-8' }])
  if (!isUtf8(bytes))
    throw new InvalidInput([{ path: [], message: 'is not UTF-8: save it as UTF-8' }])
  return decoded(bytes)
}

function decoded(bytes: Buffer): string {
  return bytes.toString().replace(/^\ufeff/, '')
}

/** The number of members in valid JSON: the number of colons outside of strings. */
function colons(text: string): number {
  const outside = text
    .replaceAll(/\\./g, '')
    .split('"')
    .filter((_, index) => index % 2 === 0)
  return outside.join('').split(':').length - 1
}

function members(value: unknown): number {
  let count = 0
  const values = [value]
  for (const one of values) {
    if (typeof one !== 'object' || one === null) continue
    const inner: unknown[] = Object.values(one)
    if (!Array.isArray(one)) count += inner.length
    for (const member of inner) values.push(member)
  }
  return count
}
