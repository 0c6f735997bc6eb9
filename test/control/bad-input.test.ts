import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import type { Fixture } from '../../src/index.ts'
import { control, demo, it, manage, send, tenantOf } from '../support/emulator.ts'

/** Arrays and objects, nested alternately. */
const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce(
    (inner, _, index) => (index % 2 === 0 ? [inner] : { inner }),
    'x',
  )
/** The JSON of a body with such a value in the place of X. JSON.stringify cannot write 5,000 levels. */
const withNested = (body: object, levels: number) => {
  const halves = Array.from({ length: levels }, (_, index) =>
    index % 2 === 0 ? ['[', ']'] : ['{"inner":', '}'],
  )
  const [before, after] = [0, 1].map((half) => halves.map((pair) => pair[half]))
  return JSON.stringify(body).replace('"X"', `${before?.reverse().join('')}"x"${after?.join('')}`)
}
const sendText = (url: string, method: string, body: string) =>
  send(url, {
    method,
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body,
  })
const tooDeep = 'must not be nested deeper than 100 levels'
const tenant = `/tenants/${demo.tenantId}`

const places = [
  ['a claim', 'POST', `${tenant}/tokens`, (x: unknown) => ({ claims: { a: x } }), 'claims.a'],
  ['a header', 'POST', `${tenant}/tokens`, (x: unknown) => ({ header: { a: x } }), 'header.a'],
  [
    'the body of a tenant’s fault',
    'POST',
    `${tenant}/faults`,
    (x: unknown) => ({ effect: { status: 500, body: x } }),
    'effect.body',
  ],
  [
    'the body of a fault',
    'POST',
    '/faults',
    (x: unknown) => ({ effect: { status: 500, body: x } }),
    'effect.body',
  ],
  [
    'a fault’s body in a state',
    'PUT',
    '/state',
    (x: unknown) => ({ version: 1, tenants: {}, faults: [{ effect: { status: 500, body: x } }] }),
    'faults.0.effect.body',
  ],
  [
    'a fault’s body in a tenant',
    'POST',
    '/tenants',
    (x: unknown) => ({ fixture: { faults: [{ effect: { status: 500, body: x } }] } }),
    'fixture.faults',
  ],
] as const

describe('deeply nested input', () => {
  it.for(places)(
    'is refused in %s, without a change',
    async ([, method, path, body, place], { emulator }) => {
      const before = await emulator.state.get()
      for (const levels of [101, 5_000]) {
        const text = withNested(body('X'), levels)
        const response = await sendText(`${emulator.url}/_appid${path}`, method, text)
        expect([response.status, response.body]).toEqual([
          400,
          { code: 'INVALID_INPUT', message: `${place}: ${tooDeep}` },
        ])
      }
      expect(await emulator.state.get()).toEqual(before)
    },
  )

  it.for(['/applications', '/roles'])(
    'is refused in a registration: %s',
    async (path, { emulator }) => {
      const body = withNested({ name: 'mine', access: [], other: 'X' }, 5_000)
      const response = await sendText(`${tenantOf(emulator).managementUrl}${path}`, 'POST', body)
      expect([response.status, response.body]).toEqual([400, { message: `other: ${tooDeep}` }])
    },
  )

  it('is refused in a configuration', async ({ emulator }) => {
    const body = withNested({ access: { other: 'X' } }, 5_000)
    const { managementUrl } = tenantOf(emulator)
    const response = await sendText(`${managementUrl}/config/tokens`, 'PUT', body)
    expect([response.status, response.body]).toEqual([400, { message: `access.other: ${tooDeep}` }])
  })

  it('is refused as unknown where no other members are allowed', async ({ emulator }) => {
    const state = withNested({ version: 1, tenants: {}, other: 'X' }, 5_000)
    const response = await sendText(`${emulator.url}/_appid/state`, 'PUT', state)
    expect([response.status, response.body]).toEqual([
      400,
      {
        code: 'INVALID_INPUT',
        message: 'other: is not known here; known: $schema, version, iam, faults, tenants',
      },
    ])
  })

  it('is refused in process, too, as is input that contains itself', async ({ emulator }) => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [nested(101), nested(5_000), cycle]) {
      const claims = { a: value }
      await expect(emulator.tenant(demo.tenantId).tokens.create({ claims })).rejects.toThrow(
        `claims.a: ${tooDeep}`,
      )
      const fault = { effect: { status: 500, body: value } }
      for (const { faults } of [emulator.tenant(demo.tenantId), emulator])
        await expect(faults.add(fault)).rejects.toThrow(`effect.body: ${tooDeep}`)
      await expect(
        emulator.state.set({ version: 1, tenants: {}, faults: [fault] }),
      ).rejects.toThrow(`faults.0.effect.body: ${tooDeep}`)
      await expect(emulator.createTenant({ fixture: { faults: [fault] } })).rejects.toThrow(tooDeep)
    }
  })

  it('is accepted, stored and returned up to 100 levels', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'nested-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const emulator = await start({ data })
    const body = nested(100)
    for (const [, method, path, wrapped] of places.slice(0, 4))
      expect((await control(emulator, method, path, wrapped(body))).status).toBe(201)
    const { faults: [fault] = [] }: Fixture = JSON.parse(await readFile(data, 'utf8'))
    expect(fault?.effect.body).toEqual(body)
    const state = await emulator.state.get()
    await emulator.close()
    expect(await (await start({ data })).state.get()).toEqual(state)
  })
})

describe('members with the names of JavaScript built-ins', () => {
  // Over HTTP, the body parser refuses __proto__.
  const names = ['constructor', 'toString', '__proto__', 'prototype', 'hasOwnProperty']
  const id = '00000000-0000-4000-8000-000000000001'

  it.for(names)('are unknown in a document: %s', async (name, { emulator }) => {
    const member = `${JSON.stringify(name)}:{}`
    for (const [document, place] of [
      [`{"version":1,"tenants":{},${member}}`, ''],
      [`{"version":1,"tenants":{},"iam":{${member}}}`, 'iam.'],
      [`{"version":1,"tenants":{"${id}":{${member}}}}`, `tenants.${id}.`],
      [
        `{"version":1,"tenants":{"${id}":{"applications":[{${member}}]}}}`,
        `tenants.${id}.applications.0.`,
      ],
      [`{"version":1,"tenants":{"${id}":{"roles":[{${member}}]}}}`, `tenants.${id}.roles.0.`],
      [
        `{"version":1,"tenants":{"${id}":{"config":{"users_profile":{"isActive":true,${member}}}}}}`,
        `tenants.${id}.config.users_profile.`,
      ],
    ] as const)
      await expect(emulator.state.set(JSON.parse(document))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(`${place}${name}: is not known here; known: `),
      })
  })

  it.for(names)('are unknown in the arguments of methods: %s', async (name, { emulator }) => {
    const given = JSON.parse(`{${JSON.stringify(name)}:1}`)
    for (const refused of [
      emulator.tenant(demo.tenantId).tokens.create(given),
      emulator.tenant(demo.tenantId).keys.rotate(given),
      emulator.tenant(demo.tenantId).clock.set(given),
      emulator.createTenant(given),
      emulator.requests.list(given),
      emulator.requests.count(given),
      emulator.requests.waitFor(given),
      emulator.tenant(demo.tenantId).requests.list(given),
      emulator.urls.set(given),
    ])
      await expect(refused).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(`${name}: is not known here; known: `),
      })
  })

  it('are refused or kept where any name is allowed, but never dropped silently', async ({
    emulator,
  }) => {
    for (const name of ['constructor', '__proto__', 'prototype']) {
      const given = JSON.parse(`{"${name}":"x"}`)
      for (const [refused, place] of [
        [emulator.tenant(demo.tenantId).tokens.create({ claims: given }), 'claims'],
        [emulator.tenant(demo.tenantId).tokens.create({ header: given }), 'header'],
        [emulator.faults.add({ effect: { status: 500, headers: given } }), 'effect.headers'],
        [emulator.createTenant({ fixture: given }), 'fixture'],
        [emulator.state.set({ version: 1, tenants: given }), 'tenants'],
      ] as const)
        await expect(refused).rejects.toMatchObject({
          code: 'INVALID_INPUT',
          message: `${place}.${name}: is a name that cannot be used`,
        })
    }
    const claims = { toString: 'x', hasOwnProperty: 'y' }
    expect((await emulator.tenant(demo.tenantId).tokens.create({ claims })).claims).toMatchObject(
      claims,
    )
  })
})

describe('an array in place of an object', () => {
  it('is refused', async ({ emulator }) => {
    for (const [method, path, body, place] of [
      ['POST', `${tenant}/tokens`, { claims: ['x'] }, 'claims'],
      ['POST', `${tenant}/tokens`, { header: [] }, 'header'],
      ['POST', '/faults', { effect: { status: 500, headers: [] } }, 'effect.headers'],
      ['POST', '/faults', { effect: [] }, 'effect'],
      ['POST', '/tenants', { fixture: [] }, 'fixture'],
      ['PUT', '/state', { version: 1, tenants: [] }, 'tenants'],
      [
        'PUT',
        '/state',
        { version: 1, tenants: { [demo.tenantId]: { applications: [[]] } } },
        `tenants.${demo.tenantId}.applications.0`,
      ],
    ] as const) {
      const response = await control(emulator, method, path, body)
      const message = `${place}: must be an object, not an array`
      expect([response.status, response.body]).toEqual([400, { code: 'INVALID_INPUT', message }])
    }
    const response = await manage(tenantOf(emulator), 'PUT', '/config/tokens', { access: [] })
    expect([response.status, response.body]).toEqual([
      400,
      { message: 'access: must be an object, not an array' },
    ])
  })
})
