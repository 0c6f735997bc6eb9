import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'vitest'
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Tenant,
} from '../../src/index.ts'

/** The tenants of the demo fixture, which the documentation uses, too. */
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

/** The users of the demo fixture. `id` is the SCIM id, `profileId` the `sub` of the tokens. */
export const users = {
  ann: {
    id: 'e1c3a5b7-2d4f-4681-8a9b-0c1d2e3f4a01',
    profileId: 'f2d4b6c8-3e5a-4792-9bac-1d2e3f4a5b01',
    email: 'ann@example.com',
    password: 'ann',
  },
  ed: {
    id: 'e1c3a5b7-2d4f-4681-8a9b-0c1d2e3f4a02',
    profileId: 'f2d4b6c8-3e5a-4792-9bac-1d2e3f4a5b02',
    email: 'ed@example.com',
    password: 'ed',
  },
  pat: {
    id: 'e1c3a5b7-2d4f-4681-8a9b-0c1d2e3f4a03',
    profileId: 'f2d4b6c8-3e5a-4792-9bac-1d2e3f4a5b03',
    email: 'pat@example.com',
    password: 'pat',
  },
} as const

export const testing = {
  tenantId: 'b42f7429-fc24-48fa-b4f9-616bcc31cfd5',
  clientId: 'c90830bf-11b0-4b44-bffe-9773f8703bad',
  secret: 'YWQyNjdkZjMtMGRhZC00ZWRkLThiOTQtN2E3ODEyZjhkOWQz',
} as const

/** The value of an Authorization header with HTTP Basic credentials. */
export function basic({ clientId, secret }: { clientId: string; secret: string }): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
}

/** A response: status, headers and body, which is parsed if it is JSON. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: the bodies have various shapes
  readonly body: any
}

/** Sends a request and reads the whole response. */
export async function send(url: string, init: RequestInit = {}): Promise<HttpResponse> {
  const response = await fetch(url, init)
  const text = await response.text()
  const json = response.headers.get('Content-Type')?.startsWith('application/json') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  }
}

/** What every test can use. */
export interface TestContext {
  /** The test's own emulator, closed after the test. */
  readonly emulator: Emulator
  /** Starts another emulator, which is closed after the test, too. */
  readonly start: (options?: EmulatorOptions) => Promise<Emulator>
}

export const it = test.extend<TestContext>({
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

/** A tenant of an emulator, by default the first one of the demo fixture. */
export function tenantOf(emulator: Emulator, tenantId: string = demo.tenantId): Tenant {
  return emulator.tenant(tenantId)
}

/** The properties of a tenant that are plain data. */
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

/** Copies the data of a tenant, to compare it later or to use it after the tenant is deleted. */
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

/** The methods that send no request, so they do not need a running emulator. */
const local = ['emulator.tenant', 'emulator.close', 'tenant.credentials', 'tenant.env']

/** The methods of an emulator and of its default tenant that send requests, with their paths. */
export function methodsOf({ tenants: _, defaultTenant, ...emulator }: Emulator) {
  const methods = [...methodsIn('emulator', emulator), ...methodsIn('tenant', defaultTenant)]
  return methods.filter(({ name }) => !local.includes(name))
}

interface Method {
  readonly name: string
  readonly value: (...args: unknown[]) => Promise<unknown>
}

function methodsIn(path: string, owner: object): Method[] {
  return Object.entries(owner).flatMap(([member, value]) => {
    const name = `${path}.${member}`
    if (typeof value === 'function') return [{ name, value }]
    return typeof value === 'object' && !Array.isArray(value) ? methodsIn(name, value) : []
  })
}

/** Sends a request whose body, if any, is JSON. */
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

/** Sends a request to the management API, with a bearer token. */
export function manage(
  tenant: Pick<TenantData, 'managementUrl'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpResponse> {
  return sendJson(`${tenant.managementUrl}${path}`, method, body, { Authorization: 'Bearer any' })
}

/** Sends a request to the control API. */
export function control(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<HttpResponse> {
  return sendJson(`${emulator.url}/_appid${path}`, method, body)
}

/** Sends a token request: a form, with HTTP Basic for `client`. */
export function requestToken(
  tenant: Pick<TenantData, 'oAuthServerUrl'>,
  client: { clientId: string; secret: string } = demo.a,
  parameters: Record<string, string> = {},
): Promise<HttpResponse> {
  return send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
  })
}

/** Sends a request with headers that fetch forbids. */
export async function sendRaw(
  { port }: Pick<Emulator, 'port'>,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Omit<HttpResponse, 'headers'>> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, method, path, headers }, resolve).on('error', reject).end(body)
  })
  const text = Buffer.concat(await response.toArray()).toString()
  return { status: response.statusCode ?? 0, body: text === '' ? '' : JSON.parse(text) }
}

/** Resolves when the tenant's first fault has struck that often. A request that it delays is waiting by then. */
export async function untilStruck(
  emulator: Emulator,
  tenantId: string,
  strikes: number,
): Promise<void> {
  const struck = async () => (await emulator.tenant(tenantId).faults.list()).faults[0]?.strikes
  while ((await struck()) !== strikes) await new Promise((resolve) => setImmediate(resolve))
}

/** Sends bytes unchanged, and returns everything received until the server closes the connection. */
export function exchange({ port }: Emulator, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}
