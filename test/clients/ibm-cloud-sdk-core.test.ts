import { BaseService, getAuthenticatorFromEnvironment, IamAuthenticator } from 'ibm-cloud-sdk-core'
import { describe, expect, onTestFinished, vi } from 'vitest'
import type { Emulator, LogEvent } from '../../src/index.ts'
import { it as base, demo, tenantOf } from '../support/emulator.ts'

const unknown = '00000000-0000-4000-8000-000000000000'

/** A client of the management API, built on the core like IBM's SDKs. */
class AppIdManagement extends BaseService {
  constructor({ url }: Emulator, apikey: string) {
    super({ authenticator: new IamAuthenticator({ apikey, url }), serviceUrl: url })
  }

  request(method: string, path: string, body?: unknown, tenantId: string = demo.tenantId) {
    return this.createRequest({
      options: {
        url: `/management/v4/{tenantId}${path}`,
        method,
        path: { tenantId },
        ...(body !== undefined && { body }),
      },
      defaultOptions: {
        ...this.baseOptions,
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      },
    })
  }
}

interface Strict {
  readonly emulator: Emulator
  /** The statuses of IAM's responses to token requests so far. */
  readonly iamTokens: () => number[]
}

const it = base.extend<{ strict: Strict }>({
  strict: async ({ start }, use) => {
    const events: LogEvent[] = []
    const emulator = await start({
      strictIam: true,
      seed: ['demo', { version: 1, iam: { apiKeys: ['right'] }, tenants: {} }],
      log: (event) => events.push(event),
    })
    const iamTokens = () =>
      events.flatMap((event) =>
        event.event === 'request' && event.operation === 'iam.token' ? [event.status] : [],
      )
    await use({ emulator, iamTokens })
  },
})

describe('a service with IamAuthenticator, with strictIam', () => {
  it('registers an application, sets its scopes and creates a role, with a single token', async ({
    strict: { emulator, iamTokens },
  }) => {
    const service = new AppIdManagement(emulator, 'right')
    expect(iamTokens()).toEqual([])

    const registered = await service.request('POST', '/applications', { name: 'my application B' })
    expect([registered.status, registered.result]).toMatchObject([
      200,
      { name: 'my application B', tenantId: demo.tenantId, type: 'regularwebapp' },
    ])
    expect(iamTokens()).toEqual([200])

    const { clientId } = registered.result
    expect(tenantOf(emulator).applications).toContainEqual(expect.objectContaining({ clientId }))
    const scopes = await service.request('PUT', `/applications/${clientId}/scopes`, {
      scopes: ['read'],
    })
    expect([scopes.status, scopes.result]).toEqual([200, { scopes: ['read'] }])

    const access = [{ application_id: clientId, scopes: ['read'] }]
    const role = await service.request('POST', '/roles', { name: 'reader', access })
    expect([role.status, role.result]).toMatchObject([201, { name: 'reader', access }])
    const roles = await service.request('GET', '/roles')
    expect(roles.result.roles.at(-1)).toEqual(role.result)
    expect(iamTokens()).toEqual([200])

    await new AppIdManagement(emulator, 'right').request('GET', '/roles')
    expect(iamTokens()).toEqual([200, 200])
  })

  it('reports that a wrong API key could not be found', async ({
    strict: { emulator, iamTokens },
  }) => {
    const service = new AppIdManagement(emulator, 'wrong')
    await expect(service.request('GET', '/roles')).rejects.toMatchObject({
      status: 400,
      message: 'Provided API key could not be found.',
      result: { errorCode: 'BXNIM0415E' },
    })
    expect(iamTokens()).toEqual([400])
  })

  it('reports the errors of the management API: 400, 404 and 409', async ({
    strict: { emulator },
  }) => {
    const service = new AppIdManagement(emulator, 'right')
    const role = { name: 'reader', access: [] }
    await service.request('POST', '/roles', role)
    await expect(service.request('POST', '/roles', role)).rejects.toMatchObject({
      status: 409,
      message: 'name: there is already a role reader',
    })
    await expect(service.request('GET', `/roles/${unknown}`)).rejects.toMatchObject({
      status: 404,
      message: `tenant ${demo.tenantId} has no role ${unknown}`,
    })
    await expect(service.request('POST', '/applications', {})).rejects.toMatchObject({
      status: 400,
      message: 'name: is missing',
    })
    await expect(service.request('GET', '/roles', undefined, unknown)).rejects.toMatchObject({
      status: 404,
      message: 'Not Found',
    })
  })
})

describe('a service with retries', () => {
  it('repeats a request that got 429 with Retry-After', async ({ emulator }) => {
    const service = new AppIdManagement(emulator, 'any')
    service.enableRetries()
    const operation = 'mgmt.listApplications'
    const fault = { operation, times: 1, effect: { status: 429, retryAfter: 1 } }
    await emulator.tenant(demo.tenantId).faults.add(fault)
    expect((await service.request('GET', '/applications')).status).toBe(200)
    const { requests } = await emulator.requests.list({ operation })
    expect(requests.map(({ status }) => status)).toEqual([429, 200])
  })
})

describe('a service that is configured by its environment', () => {
  it('finds the management API and IAM in the settings of tenant.env()', async ({
    strict: { emulator, iamTokens },
  }) => {
    onTestFinished(() => void vi.unstubAllEnvs())
    const { tenantId = '', ...settings } = emulator.defaultTenant.env()
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
    vi.stubEnv('APP_ID_MANAGEMENT_APIKEY', 'right')

    const name = 'app_id_management'
    const authenticator = getAuthenticatorFromEnvironment(name)
    class Service extends BaseService {
      constructor() {
        super({ authenticator })
        this.configureService(name)
      }

      applications() {
        return this.createRequest({
          options: { url: `/management/v4/${tenantId}/applications`, method: 'GET' },
          defaultOptions: { ...this.baseOptions, headers: {} },
        })
      }
    }
    const { status, result } = await new Service().applications()
    expect([status, result.applications.length, iamTokens()]).toEqual([200, 2, [200]])
  })
})
