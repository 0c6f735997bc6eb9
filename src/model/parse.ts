import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { EmulatorError } from './emulator-error.ts'
import { misfits } from './misfits.ts'

/** One thing that is wrong with an input: where (a dotted path, empty for the whole) and what. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** How many problems a message tells; the rest are counted. */
const most = 10

/** An untrusted value does not fit its schema. The message names what is wrong with it, in one line. */
export class InvalidInput extends EmulatorError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const told = problems
      .slice(0, most)
      .map(({ path, message }) => (path === '' ? message : `${excerpt(path)}: ${message}`))
      .join('; ')
      .replaceAll(/\p{Cc}/gu, written)
    super(
      'INVALID_INPUT',
      problems.length > most ? `${told} (and ${problems.length - most} more)` : told,
    )
    this.problems = problems
  }
}

/**
 * Checks an untrusted value against a schema. `closed`: no object in it may have members that the schema does not know.
 * @throws {InvalidInput}
 */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  { closed = false } = {},
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input)
  const problems = misfits(schema, input, closed)
  if (result.success && problems.length === 0) return result.output
  // What valibot says of an array that it takes for an object has no meaning.
  const places = new Set(problems.map(({ path }) => path))
  const issues = (result.issues ?? [])
    .filter((issue) => !isUnknownMember(issue))
    .map(toProblem)
    .filter(({ path }) => !places.has(path))
  throw new InvalidInput([...issues, ...problems])
}

function toProblem(issue: v.BaseIssue<unknown>): Problem {
  return { path: v.getDotPath(issue) ?? '', message: describe(issue) }
}

// Of an object valibot names the first alone.
function isUnknownMember({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === 'strict_object' && expected === 'never'
}

// valibot's own texts quote the value that was received, which may be a secret. Messages of
// validations are ours already; those of schemas are put together here.
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema') return issue.message
  if (issue.received === 'undefined') return 'is missing'
  // Only whoever wrote it knows what the members of a union have in common, or what a check of their own is about.
  if (issue.type === 'union' || issue.type === 'custom') return issue.message
  if (issue.received === 'NaN') return 'must be a number, not NaN'
  if (issue.type === 'picklist' || issue.type === 'literal')
    return `must be ${issue.expected?.replace(' | ""', '').replaceAll(/[()"]/g, '').replaceAll(' | ', ' or ')}`
  return `must be ${nounOf(issue.expected)}, not ${nounOf(typeName(issue.input))}`
}

function typeName(input: unknown): string {
  if (input === null) return 'null'
  return Array.isArray(input) ? 'Array' : typeof input
}

function nounOf(expected: string | null): string {
  if (expected === null || expected === 'null') return 'null'
  const noun = expected.toLowerCase()
  return /^[a-z]+$/.test(noun) ? `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}` : expected
}

// Names may be of any characters; a message is one line.
function written(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
}
