import type { Invocation } from './command.ts'
import { UsageError } from './given.ts'

/**
 * `appid-emulator check`: prints what is wrong with fixture files. Returns the exit code: 1 if anything is wrong, or the
 * command is interrupted.
 * @throws {UsageError} no file is named
 */
export async function check({
  operands: files,
  warnings,
  out,
  err,
  untilInterrupted,
}: Invocation): Promise<number> {
  if (files.length === 0)
    throw new UsageError('name the files to check, such as appid-emulator check fixture.json')
  for (const message of warnings) err(`warning: ${message}`)
  const { checkFixture } = await import('../index.ts')
  let code = 0
  for (const file of files) {
    const name = inOneLine(file)
    // Reading can block: on a pipe.
    const findings = await Promise.race([checkFixture(file), untilInterrupted()])
    if (findings === undefined) {
      err(`error: stopped before ${name} was read`)
      return 1
    }
    for (const { line, message } of findings)
      out(`${name}:${line === undefined ? '' : `${line}:`} ${message}`)
    if (findings.length > 0) code = 1
  }
  return code
}

// The name of a file may contain line breaks, but a problem is one line.
function inOneLine(file: string): string {
  return file.replaceAll('\n', '\\u000a')
}
