/** Finds problems and values in the text of a JSON file. Loaded only when it is needed. */
import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser'
import type { Path, Place, Problem } from './parse.ts'

const reasons: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'names and strings must be in double quotes',
  InvalidNumberFormat: 'this is not a valid number',
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a } is missing',
  CloseBracketExpected: 'a ] is missing',
  EndOfFileExpected: 'there is text after the end of the document',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the closing quote of this string is missing',
  UnexpectedEndOfNumber: 'this is not a valid number',
  InvalidUnicode: '\\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'unknown escape sequence: write a backslash as \\\\',
  InvalidCharacter: 'control characters in a string must be escaped, such as \\t',
  '<unknown ParseErrorCode>': 'this is not valid JSON',
}

const tooDeep = 'is nested too deeply'

/** Why JSON.parse refused a text. */
export function whyNotJson(text: string): Problem {
  const problem = unlessTooDeep(() => firstProblem(text))
  if (problem === tooDeep) return { path: [], message: `is not JSON, and ${tooDeep} to say where` }
  if (problem === undefined) return { path: [], message: 'is not JSON' }
  const { offset, reason } = problem
  return { path: [], message: `is not JSON: ${reason}`, place: placeOf(text, offset) }
}

/** The duplicate members in a text that is valid JSON. */
export function duplicates(text: string): Problem[] {
  const problems: Problem[] = []
  const open: Set<string>[] = []
  const visited = unlessTooDeep(() =>
    visit(text, {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty(name, _offset, _length, line, column, path) {
        const names = open.at(-1)
        if (names?.has(name))
          problems.push({
            path: [...path(), name],
            message: 'is given a second time',
            place: { line: line + 1, column: column + 1 },
          })
        names?.add(name)
      },
    }),
  )
  return visited === tooDeep ? [{ path: [], message: tooDeep }] : problems
}

/**
 * Returns a function that gives the line of the value at one of these paths; where there is none, that of its nearest
 * parent.
 */
export function linesIn(text: string, paths: readonly Path[]): (path: Path) => number {
  const lines = new Map<string, number>()
  const deepest = paths.reduce((most, path) => Math.max(most, path.length), 0)
  // Whether to go on below.
  const note = (line: number, path: Path): boolean => {
    lines.set(JSON.stringify(path), line + 1)
    return path.length < deepest
  }
  // Where the text is nested too deeply, the lines up to there are known.
  unlessTooDeep(() =>
    visit(text, {
      onObjectBegin: (_offset, _length, line, _column, path) => note(line, path()),
      onArrayBegin: (_offset, _length, line, _column, path) => note(line, path()),
      // Without these, jsonc-parser never goes on after what it was told to skip.
      onObjectEnd: () => {},
      onArrayEnd: () => {},
      onLiteralValue: (_value, _offset, _length, line, _column, path) => void note(line, path()),
    }),
  )
  return (path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const line = lines.get(JSON.stringify(path.slice(0, length)))
      if (line !== undefined) return line
    }
    return 1
  }
}

// The parser is recursive: deep nesting overflows the stack.
function unlessTooDeep<T>(work: () => T): T | typeof tooDeep {
  try {
    return work()
  } catch {
    return tooDeep
  }
}

function firstProblem(text: string): { offset: number; reason: string } | undefined {
  const errors: ParseError[] = []
  parse(text, errors, {
    disallowComments: true,
    allowTrailingComma: false,
    allowEmptyContent: false,
  })
  const [first] = errors
  if (first === undefined) return undefined
  const { offset } = first
  const reason = reasons[printParseErrorCode(first.error)]
  const before = text.slice(0, offset).trimEnd()
  if (/^[ \t\r\n]*$/.test(text.slice(offset)))
    return { offset, reason: `the text ends too early: ${reason}` }
  if (before.endsWith(',') && /[}\]]/.test(text.charAt(offset)))
    return {
      offset: before.length - 1,
      reason: 'a trailing comma is not allowed',
    }
  return { offset, reason }
}

function placeOf(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
