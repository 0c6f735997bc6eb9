import * as v from 'valibot'
import { type Given, UsageError, wordOf } from './given.ts'
import { tokenOptions } from './options.ts'
import type { Surroundings } from './start.ts'

/** Returns the user's own name for a setting. */
type Word = (what: string) => string

const Tenants = v.object({ tenants: v.array(v.object({ tenantId: v.string() })) })
const Token = v.object({ accessToken: v.string() })
const Refusal = v.object({ message: v.string() })

/**
 * `appid-emulator token`: prints a token from a running emulator, and nothing else. Returns the exit code: 1 if no
 * emulator responds, it cannot issue the token, or the command is interrupted. `warnings` are printed first.
 * @throws {UsageError} an option is invalid, or the emulator responds with 400 or 404
 */
export async function token(
  given: Given,
  warnings: readonly string[],
  { out, err, untilInterrupted }: Surroundings,
): Promise<number> {
  for (const message of warnings) err(`warning: ${message}`)
  const value = (name: string) => given.get(name)?.values[0]
  const word: Word = (what) => wordOf(what, tokenOptions, given)
  const url = (value('url') ?? 'http://localhost:6002').replace(/\/$/, '')
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw new UsageError(
      `${word('url')} must be a URL that begins with http:// or https://, not ${url}`,
    )
  const wanted = {
    clientId: value('client'),
    sub: value('sub'),
    scope: value('scope'),
    claims: toJson('claims', value('claims')),
    header: toJson('header', value('header')),
    expiresIn: toNumber('expires-in', value('expires-in')),
    flaw: value('flaw'),
  }
  try {
    const made = await Promise.race([make(url, word, value('tenant'), wanted), untilInterrupted()])
    if (made === undefined) throw new Error(`stopped before ${url} responded`)
    out(made)
    return 0
  } catch (error) {
    if (error instanceof UsageError) throw error
    err(`error: ${error instanceof Error ? error.message : error}`)
    return 1
  }
}

async function make(
  url: string,
  word: Word,
  tenant: string | undefined,
  wanted: object,
): Promise<string> {
  const tenantId = tenant ?? (await firstTenant(url, word))
  const tokens = `${url}/_appid/tenants/${encodeURIComponent(tenantId)}/tokens`
  const { accessToken } = await ask(Token, tokens, word, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wanted),
  })
  return accessToken
}

async function firstTenant(url: string, word: Word): Promise<string> {
  const [first] = (await ask(Tenants, `${url}/_appid/tenants`, word)).tenants
  if (first === undefined) throw new Error(`the emulator at ${url} has no tenant`)
  return first.tenantId
}

async function ask<const Schema extends v.GenericSchema>(
  schema: Schema,
  url: string,
  word: Word,
  init: RequestInit = {},
): Promise<v.InferOutput<Schema>> {
  const response = await fetch(url, init).catch(() => {
    throw new Error(`no emulator responds at ${url}: start it, or set its URL with ${word('url')}`)
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && v.is(schema, body)) return body
  const message = v.is(Refusal, body) ? body.message : 'it is not an App ID emulator'
  if ([400, 404].includes(response.status)) throw new UsageError(inWords(message, word))
  throw new Error(`${url} responded with status ${response.status}: ${message}`)
}

// The emulator's message begins with the member of the request, such as `clientId: …`: use the flag instead.
function inWords(message: string, word: Word): string {
  const [, member = '', rest = ''] = /^(\w+)(?:\.[^:]*)?(: .*)$/s.exec(message) ?? []
  return member === '' ? message : word(member) + rest
}

function toJson(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`--${name} must be JSON, such as '{"email":"a@b.c"}'`)
  }
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new UsageError(`--${name} must be a whole number of seconds, not ${text}`)
}
