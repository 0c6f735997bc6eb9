import { isUtf8 } from 'node:buffer'
import { InvalidInput } from './parse.ts'

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
 * Does the same for hand-written files, and also refuses duplicate members: JSON.parse would silently keep the last.
 * @throws {InvalidInput}
 */
export async function parseWrittenJson(bytes: Buffer): Promise<unknown> {
  const value = await parseJson(bytes)
  const text = toText(bytes)
  if (colons(text) === members(value)) return value
  const { duplicates } = await import('./json-problems.ts')
  throw new InvalidInput(duplicates(text))
}

function toText(bytes: Buffer): string {
  // UTF-16 starts with a byte order mark, or with an ASCII character and a zero byte.
  if (/^(?:fffe|feff|00..|..00)/.test(bytes.toString('hex', 0, 2)))
    throw new InvalidInput([{ path: [], message: 'is UTF-16: save it as UTF-8' }])
  if (!isUtf8(bytes))
    throw new InvalidInput([{ path: [], message: 'is not UTF-8: save it as UTF-8' }])
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
