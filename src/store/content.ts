/** What the bytes of a data file are: a state, nothing, or something else. */
import { type State, toState } from '../model/document.ts'
import { parseJson, parseWrittenJson } from '../model/parsing/json-file.ts'

/** Returns the state in a data file, or null when the file is blank. @throws {InvalidInput} */
export async function parseContent(bytes: Buffer): Promise<State | null> {
  if (isBlank(bytes)) return null
  // Duplicate names come from editing by hand, so only small files are checked for them.
  return bytes.length < 1024 * 1024
    ? parseWrittenJson(bytes, toState)
    : toState(await parseJson(bytes))
}

/** Whether a file that could not be parsed seems to be a data file, though a damaged one. */
export function isDataFile(bytes: Buffer): boolean {
  const text = bytes.toString()
  try {
    const document: unknown = JSON.parse(text)
    return (
      typeof document === 'object' &&
      document !== null &&
      'version' in document &&
      'tenants' in document
    )
  } catch {
    return /^\s*\{/.test(text) && /"version"\s*:/.test(text) && /"tenants"\s*:/.test(text)
  }
}

/** Whether a file contains only white space, after an optional byte order mark. */
function isBlank(bytes: Buffer): boolean {
  const mark = bytes.toString('hex', 0, 3) === 'efbbbf' ? 3 : 0
  return !bytes.subarray(mark).some((byte) => byte > 0x20)
}
