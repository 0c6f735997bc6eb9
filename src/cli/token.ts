import { FlawName } from '../model/flaw.ts'
import type { Invocation } from './command.ts'
import { printFrom, tenantOf } from './connected.ts'
import { type Given, numberOf, textOf, UsageError } from './given.ts'
import { tokenOptions } from './options.ts'

/** `appid-emulator token`: prints a token of a running emulator. @throws {UsageError} */
export function token(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const wanted = {
    clientId: textOf(given, 'client'),
    user: textOf(given, 'user'),
    sub: textOf(given, 'sub'),
    scope: textOf(given, 'scope'),
    claims: jsonOf(given, 'claims'),
    header: jsonOf(given, 'header'),
    expiresIn: numberOf(given, 'expires-in'),
    flaw: flawOf(given),
  }
  if (given.has('id-token') && !given.has('user'))
    throw new UsageError('--id-token needs --user: only users have id tokens')
  return printFrom(invocation, tokenOptions, async (emulator) => {
    const { accessToken, idToken } = await tenantOf(emulator, given).tokens.create(wanted)
    return given.has('id-token') && idToken !== undefined ? idToken : accessToken
  })
}

function jsonOf(given: Given, name: string) {
  const text = textOf(given, name)
  if (text === undefined) return undefined
  const parsed = parsedOf(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return Object.fromEntries(Object.entries(parsed))
  throw new UsageError(`--${name} must be a JSON object, such as '{"email":"a@b.c"}'`)
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function flawOf(given: Given) {
  const name = textOf(given, 'flaw')
  const flaw = FlawName.options.find((one) => one === name)
  if (flaw !== undefined || name === undefined) return flaw
  throw new UsageError(`--flaw: must be ${FlawName.options.join(' or ')}, not ${name}`)
}
