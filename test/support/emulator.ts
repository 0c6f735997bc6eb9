import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'vitest'
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Tenant,
} from '../../src/index.ts'

/** The tenants of the demo fixture: the documentation's own. */
export const demo = {
  tenantId: '39a37f57-a227-4bfe-a044-93b6e6060b61',
  a: {
    clientId: 'a0e7a3e2-5b43-4f5c-9a5d-7f2f3f5d1c01',
    secret: 'M2YwYzZiNmUtNTJhNC00YzU3LThkNmUtMGQ2YTFjN2I5ZTAx',
  },
  b: {
    clientId: 'b1f8b4f3-6c54-406d-8b6e-80304a6e2d02',
    secret: 'NGExZDdjN2YtNjNiNS00ZDY4LTllN2YtMWU3YjJkOGMwZjAy',
  },
} as const

export const testing = {
  tenantId: 'b42f7429-fc24-48fa-b4f9-616bcc31cfd5',
  clientId: 'c90830bf-11b0-4b44-bffe-9773f8703bad',
  secret: 'YWQyNjdkZjMtMGRhZC00ZWRkLThiOTQtN2E3ODEyZjhkOWQz',
} as const

/** Credentials as HTTP Basic writes them. */
export function basic({ clientId, secret }: { clientId: string; secret: string }): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
}

/** Stands in for the emulator's answer: status, headers and the body, parsed when it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any
}

/** Sends one request and reads the whole answer. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  const json = response.headers.get('Content-Type')?.startsWith('application/json') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  }
}

/** The words that tests are written in: an emulator of one's own and what one does with it. */
export interface Words {
  readonly emulator: Emulator
  /** Starts another emulator, which is stopped after the test. */
  readonly start: (options?: EmulatorOptions) => Promise<Emulator>
}

export const it = test.extend<Words>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  start: async ({}, use) => {
    const running: Emulator[] = []
    await use(async (options) => {
      const emulator = await createEmulator(options)
      running.push(emulator)
      return emulator
    })
    await Promise.all(running.map((emulator) => emulator.close()))
  },
  emulator: async ({ start }, use) => {
    await use(await start())
  },
})

/** One tenant of an emulator. */
export function tenantOf(emulator: Emulator, tenantId: string = demo.tenantId): Tenant {
  return emulator.tenant(tenantId)
}

/** What can be read of a tenant. */
export type TenantData = Pick<
  Tenant,
  | 'tenantId'
  | 'name'
  | 'issuer'
  | 'oAuthServerUrl'
  | 'managementUrl'
  | 'profilesUrl'
  | 'discoveryEndpoint'
  | 'applications'
>

/** A tenant as it is now, to compare it, or to ask for it once it is gone. */
export function dataOf(tenant: TenantData): TenantData {
  return {
    tenantId: tenant.tenantId,
    name: tenant.name,
    issuer: tenant.issuer,
    oAuthServerUrl: tenant.oAuthServerUrl,
    managementUrl: tenant.managementUrl,
    profilesUrl: tenant.profilesUrl,
    discoveryEndpoint: tenant.discoveryEndpoint,
    applications: tenant.applications,
  }
}

/** What asks the emulator nothing, and so needs none that runs. */
const local = ['emulator.tenant', 'emulator.close', 'tenant.credentials', 'tenant.env']

/** The methods of an emulator and of its first tenant, with where they are. */
export function methodsOf({ tenants: _, defaultTenant, ...emulator }: Emulator) {
  const methods = [...methodsIn('emulator', emulator), ...methodsIn('tenant', defaultTenant)]
  return methods.filter(({ name }) => !local.includes(name))
}

interface Method {
  readonly name: string
  readonly value: (...given: unknown[]) => Promise<unknown>
}

function methodsIn(path: string, owner: object): Method[] {
  return Object.entries(owner).flatMap(([member, value]) => {
    const name = `${path}.${member}`
    if (typeof value === 'function') return [{ name, value }]
    return typeof value === 'object' && !Array.isArray(value) ? methodsIn(name, value) : []
  })
}

/** A request whose body, if any, is sent as JSON. */
export function sendJson(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  if (body === undefined) return send(url, { method, headers })
  return send(url, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** A request to the management API with a bearer token. */
export function manage(
  tenant: Pick<TenantData, 'managementUrl'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return sendJson(`${tenant.managementUrl}${path}`, method, body, { Authorization: 'Bearer any' })
}

/** A request to the control API. */
export function control(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return sendJson(`${emulator.url}/_appid${path}`, method, body)
}

/** A token request as a form, with `client` authenticated by Basic. */
export function requestToken(
  tenant: Pick<TenantData, 'oAuthServerUrl'>,
  client: { clientId: string; secret: string } = demo.a,
  parameters: Record<string, string> = {},
): Promise<Answer> {
  return send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
  })
}

/** A request with headers that fetch does not let one set. */
export async function sendRaw(
  { port }: Pick<Emulator, 'port'>,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Omit<Answer, 'headers'>> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, method, path, headers }, resolve).on('error', reject).end(body)
  })
  const text = Buffer.concat(await response.toArray()).toString()
  return { status: response.statusCode ?? 0, body: text === '' ? '' : JSON.parse(text) }
}

/** Resolves when the first fault of a tenant has struck so often: a request that it delays is waiting then. */
export async function untilStruck(
  emulator: Emulator,
  tenantId: string,
  strikes: number,
): Promise<void> {
  const struck = async () => (await emulator.tenant(tenantId).faults.list()).faults[0]?.strikes
  while ((await struck()) !== strikes) await new Promise((resolve) => setImmediate(resolve))
}

/** Sends bytes as they are, and answers what comes back until the other side hangs up. */
export function exchange({ port }: Emulator, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}
