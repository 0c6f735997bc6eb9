/** Says where a text is no JSON, and why. Loaded when one is none. */
import { type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser'
import type { Problem } from './parse.ts'

const reasons: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'names and texts must stand in double quotes',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a } is missing',
  CloseBracketExpected: 'a ] is missing',
  EndOfFileExpected: 'the document has ended before this',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the quote that ends this text is missing',
  UnexpectedEndOfNumber: 'this is no number',
  InvalidUnicode: '\\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'there is no such escape: a backslash is written \\\\',
  InvalidCharacter: 'a control character in a text is written as an escape, such as \\t',
  '<unknown ParseErrorCode>': 'JSON has no such thing',
}

const tooDeep = 'is nested too deep'

/** Why JSON.parse refuses a text. */
export function whyNotJson(text: string): string {
  const problem = unlessTooDeep(() => firstProblem(text))
  if (problem === tooDeep) return `is not JSON and ${tooDeep} to say where`
  if (problem === undefined) return 'is not JSON'
  return `is not JSON (${placeOf(text, problem.offset)}): ${problem.reason}`
}

/** The members that an object of a text, which is JSON, has for the second time. */
export function duplicates(text: string): Problem[] {
  const problems: Problem[] = []
  const open: Set<string>[] = []
  const visited = unlessTooDeep(() =>
    visit(text, {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty(name, offset, _length, _line, _character, path) {
        const names = open.at(-1)
        if (names?.has(name))
          problems.push({
            path: [...path(), name].join('.'),
            message: `is there twice, the second time in ${placeOf(text, offset)}`,
          })
        names?.add(name)
      },
    }),
  )
  return visited === tooDeep ? [{ path: '', message: tooDeep }] : problems
}

// The parser goes down by recursion.
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
      reason: 'no comma may stand before the end of a list or an object',
    }
  return { offset, reason }
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
}
