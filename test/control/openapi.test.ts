import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect } from 'vitest'
import { control, demo, it, manage, requestToken, tenantOf } from '../support/emulator.ts'

describe('GET /_appid/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', async ({ emulator }) => {
    const { status, body } = await control(emulator, 'GET', '/openapi.json')
    expect([status, body.openapi, body.info.title]).toEqual([
      200,
      '3.1.0',
      'App ID emulator: control API',
    ])
    expect(await new Validator().validate(body)).toEqual({ valid: true })
    const operations = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap(
      (path) => Object.values(path).map(({ operationId }) => operationId),
    )
    expect(new Set(operations).size).toBe(operations.length)
  })

  it('describes every operation, and every response matches it', async ({ emulator }) => {
    const { body: document } = await control(emulator, 'GET', '/openapi.json')
    const ajv = new Ajv2020({ strict: false }).addSchema(document, 'openapi')
    const used = new Set<string>()

    /** Sends a request to a path of the document, with its parameters filled in. */
    const ask = async (method: string, path: string, body?: unknown, parameters: object = {}) => {
      const filled = Object.entries({ tenantId: demo.tenantId, ...parameters }).reduce(
        (text, [name, value]) => text.replace(`{${name}}`, value),
        path,
      )
      const actual = await control(emulator, method, filled, body)
      const operation = document.paths[`/_appid${path}`][method.toLowerCase()]
      used.add(operation.operationId)
      const described = operation.responses[actual.status]
      expect([method, path, actual.status, described]).toEqual([
        method,
        path,
        actual.status,
        expect.anything(),
      ])
      fits(described, actual.body, `${method} ${path}`)
      if (body !== undefined) fits(operation.requestBody, body, `${method} ${path} body`)
      return actual.body
    }
    const fits = ({ content }: { content?: object }, body: unknown, what: string) => {
      const schema = Object.values(content ?? {})[0]?.schema
      if (schema === undefined) return expect([what, body]).toEqual([what, ''])
      const validate = ajv.compile(
        JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')),
      )
      validate(body)
      expect([what, validate.errors]).toEqual([what, null])
    }

    const parameters = document.paths['/_appid/requests'].get.parameters
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual([
      'tenantId',
      'operation',
      'clientId',
      'clientAuthentication',
      'grantType',
      'status',
      'since',
      'limit',
    ])

    await requestToken(tenantOf(emulator))
    await ask('GET', '')
    await ask('GET', '/health')
    await ask('GET', '/ready')
    await ask('GET', '/openapi.json')
    await ask('PUT', '/urls', { publicUrl: emulator.url })
    await ask('GET', '/urls')
    const tenant = await ask('POST', '/tenants', { from: demo.tenantId })
    await ask('GET', '/tenants')
    await ask('DELETE', '/tenants/{tenantId}', undefined, { tenantId: tenant.tenantId })
    const { kid } = await ask('POST', '/tenants/{tenantId}/keys/rotate', { keepOld: true })
    await ask('GET', '/tenants/{tenantId}/keys')
    await ask('DELETE', '/tenants/{tenantId}/keys/{kid}', undefined, { kid })
    await ask('PUT', '/tenants/{tenantId}/clock', { now: 0, frozen: true })
    await ask('POST', '/tenants/{tenantId}/clock/advance', { seconds: 1 })
    await ask('GET', '/tenants/{tenantId}/clock')
    await ask('DELETE', '/tenants/{tenantId}/clock')
    const { id: userId } = await ask('POST', '/tenants/{tenantId}/users', { email: 'a@b.c' })
    await ask('GET', '/tenants/{tenantId}/users')
    await ask('POST', '/tenants/{tenantId}/sign-in', { email: 'a@b.c' })
    await ask('POST', '/tenants/{tenantId}/tokens', { user: 'a@b.c' })
    await ask('DELETE', '/tenants/{tenantId}/users/{userId}', undefined, { userId })
    await ask('POST', '/tenants/{tenantId}/tokens', { flaw: 'expired', claims: { a: 1 } })
    for (const owner of ['', '/tenants/{tenantId}']) {
      const match = { operation: 'oauth-server.token', grantType: 'x' }
      const fault = { ...match, times: 1, after: 1, effect: { status: 429, retryAfter: 1 } }
      const { id: faultId } = await ask('POST', `${owner}/faults`, fault)
      await ask('GET', `${owner}/faults`)
      await ask('DELETE', `${owner}/faults/{faultId}`, undefined, { faultId })
      await ask('DELETE', `${owner}/faults`)
    }
    const { users = [] } = (await emulator.state.get()).tenants[demo.tenantId] ?? {}
    for (const { id: uuid } of users.slice(0, 2))
      for (const template of ['RESET_PASSWORD', 'WELCOME'])
        await manage(tenantOf(emulator), 'POST', `/cloud_directory/resend/${template}`, { uuid })
    await ask('GET', '/tenants/{tenantId}/mails')
    await ask('GET', '/tenants/{tenantId}/mails/wait')
    await ask('DELETE', '/tenants/{tenantId}/mails')
    await ask('GET', '/requests')
    await ask('GET', '/requests/count')
    await ask('GET', '/requests/wait')
    await ask('DELETE', '/requests')
    await ask('PUT', '/state', await ask('GET', '/state'))
    const { id: snapshotId } = await ask('POST', '/snapshots')
    await ask('GET', '/snapshots')
    await ask('POST', '/snapshots/{snapshotId}/restore', undefined, { snapshotId })
    await ask('DELETE', '/snapshots/{snapshotId}', undefined, { snapshotId })
    await ask('POST', '/tenants/{tenantId}/reset')
    await ask('POST', '/reset')

    const all = Object.values<Record<string, { operationId: string }>>(document.paths)
      .flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
      .filter((name) => name !== 'getPlainHealth')
    expect([...used].sort()).toEqual(all.sort())
  })
})
