import * as v from 'valibot'
import { excerpt } from '../../excerpt.ts'
import { EmulatorError } from '../emulator-error.ts'
import { misfits } from './misfits.ts'

/** The names and indices that lead to a value; empty for the whole input. */
export type Path = readonly (string | number)[]

/** A position in a text; both start at 1. Of the value at a path, only the line is known. */
export interface Place {
  readonly line: number
  readonly column?: number
}

/** One problem with an input: where it is, and what is wrong. */
export interface Problem {
  readonly path: Path
  readonly message: string
  /** The position in the text of a file. */
  readonly place?: Place
}

/** How many problems a message lists; the rest are only counted. */
const most = 10

/** An untrusted value does not match its schema. The message lists the problems in one line. */
export class InvalidInput extends EmulatorError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const listed = problems
      .slice(0, most)
      .map((problem) => inOneLine(problem) + at(problem))
      .join('; ')
    super(
      'INVALID_INPUT',
      problems.length > most ? `${listed} (and ${problems.length - most} more)` : listed,
    )
    this.problems = problems
  }
}

/** The text of a problem: its dotted path and what is wrong, without its position. */
export function inOneLine({ path, message }: Problem): string {
  const text = path.length === 0 ? message : `${excerpt(dotted(path))}: ${message}`
  return text.replaceAll(/\p{Cc}/gu, escaped)
}

/**
 * Checks an untrusted value against a schema. `closed`: unknown members are refused in every object.
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
  // Where an array was found in place of an object, valibot's own issues are meaningless, there and below.
  const places = new Set(problems.map(({ path }) => dotted(path)))
  const issues = (result.issues ?? [])
    .filter((issue) => !isUnknownMember(issue))
    .map(toProblem)
    .filter(({ path }) => !pathsTo(path).some((one) => places.has(dotted(one))))
  throw new InvalidInput([...issues, ...problems])
}

/** The paths that lead to a value: those of the whole input, of each value on the way, and its own. */
function pathsTo(path: Path): Path[] {
  return [[], ...path.map((_, index) => path.slice(0, index + 1))]
}

function dotted(path: Path): string {
  return path.map((one) => excerpt(`${one}`)).join('.')
}

function at({ place }: Problem): string {
  if (place === undefined) return ''
  const { line, column } = place
  return column === undefined ? ` (line ${line})` : ` (line ${line}, column ${column})`
}

function toProblem(issue: v.BaseIssue<unknown>): Problem {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : `${key}`))
  return { path, message: describe(issue) }
}

// valibot reports only the first unknown member; misfits reports them all.
function isUnknownMember({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === 'strict_object' && expected === 'never'
}

// valibot's own messages quote the received value, which may be a secret. Validations have messages of ours;
// the messages of schemas are replaced here.
function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema') return issue.message
  if (issue.received === 'undefined')
    return issue.type === 'literal' ? `is missing: set it to ${issue.expected}` : 'is missing'
  // Unions and custom schemas are always defined with a message.
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

// Member names may contain line breaks, but a message must be one line.
function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
}
