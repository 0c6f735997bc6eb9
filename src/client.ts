/** The emulator over HTTP. */
import * as v from 'valibot'
import packageJson from '../package.json' with { type: 'json' }
import type { Emulator } from './api.ts'
import { toEmulator } from './control/object.ts'
import type { Answer, Given, Operation, Returning, Schema } from './control/operation.ts'
import { checkParams } from './control/perform.ts'
import { type Call, operationNamed } from './control/table.ts'
import type { TenantInfo } from './control/tenant-info.ts'
import { toBase } from './issuer/issuer.ts'
import { EmulatorError, errorCodes } from './model/emulator-error.ts'
import { reasonOf } from './model/fetch-error.ts'
import { parse } from './model/parsing/parse.ts'

const Health = v.object({ version: v.string() })

const Refusal = v.object({ code: v.picklist(errorCodes), message: v.string() })

/**
 * Connects to a running emulator, such as one in another process. The returned object works like that of
 * `createEmulator`, but `close` ends only the connection, not the emulator.
 * @throws {EmulatorError} INVALID_INPUT, UNREACHABLE, OTHER_VERSION
 */
export async function connect(url: string): Promise<Emulator> {
  const base = toBase(parse(v.object({ url: v.string() }), { url }).url, 'url')
  const closing = new AbortController()
  let tenants: readonly TenantInfo[] = []

  const call: Call = async (name, given = {}) => {
    if (closing.signal.aborted)
      throw new EmulatorError('CLOSED', `the connection to ${base} is closed`)
    const row = operationNamed(name)
    const answer = await ask(base, row, given, closing.signal)
    if (isAnswer(row, answer)) return answer
    throw new EmulatorError(
      'UNREACHABLE',
      `${base} is not an emulator of version ${packageJson.version}: its response to ${row.method} ${row.path} is not what this version returns`,
    )
  }
  const refresh = async () => {
    tenants = (await call('listTenants')).tenants
  }
  // Not with `call`, because another version may return other members.
  const health = await ask(base, operationNamed('getHealth'), {}, closing.signal)
  if (!v.is(Health, health))
    throw new EmulatorError(
      'UNREACHABLE',
      `${base} is not an emulator: its health check returned no version`,
    )
  const { version } = health
  if (version !== packageJson.version)
    throw new EmulatorError(
      'OTHER_VERSION',
      `the emulator at ${base} has version ${version}, but this client has ${packageJson.version}: use the same version for both`,
    )
  await refresh()

  return toEmulator({
    url: base,
    call,
    tenants: () => tenants,
    tenant(tenantId) {
      const tenant = tenants.find((one) => one.tenantId === tenantId)
      if (tenant === undefined)
        throw new EmulatorError('UNKNOWN_TENANT', `there is no tenant ${tenantId}`)
      return structuredClone(tenant)
    },
    refresh,
    async close() {
      closing.abort()
    },
  })
}

async function ask(
  base: string,
  row: Operation,
  { params = {}, query = {}, body }: Given,
  signal: AbortSignal,
): Promise<unknown> {
  const { method, path } = row
  checkParams(row, params)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, one) => encodeURIComponent(params[one] ?? ''))
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined)
  const search =
    parameters.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(parameters))}`
  const init = {
    method,
    signal,
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: toJson(body),
    }),
  }
  const { ok, status, text } = await read(`${base}${filled}${search}`, init).catch((error) => {
    if (signal.aborted) throw new EmulatorError('CLOSED', `the connection to ${base} is closed`)
    throw new EmulatorError('UNREACHABLE', `no emulator responds at ${base}: ${reasonOf(error)}`)
  })
  const answer = parsed(text)
  if (ok) return answer
  if (v.is(Refusal, answer)) throw new EmulatorError(answer.code, answer.message)
  throw new EmulatorError('UNREACHABLE', `${base} is not an emulator: it returned status ${status}`)
}

/** Whether a response is what the operation returns. */
function isAnswer<Returned extends Schema>(
  { answer }: Returning<Returned>,
  response: unknown,
): response is Answer<Returned> {
  return answer === undefined ? response === undefined : v.is(answer, response)
}

async function read(url: string, init: RequestInit) {
  const response = await fetch(url, init)
  return { ok: response.ok, status: response.status, text: await response.text() }
}

function toJson(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (error) {
    throw new EmulatorError(
      'INVALID_INPUT',
      `the body cannot be written as JSON: ${reasonOf(error)}`,
    )
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
