import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, type Fixture } from '../../src/index.ts'
import {
  dataOf,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
} from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`
const fixture = (...ids: string[]): Fixture => ({
  version: 1,
  tenants: Object.fromEntries(ids.map((tenantId) => [tenantId, {}])),
})

describe('a seed', () => {
  it('is the demo fixture by default', async ({ emulator }) => {
    expect(emulator.tenants.map(({ tenantId }) => tenantId)).toEqual([
      demo.tenantId,
      testing.tenantId,
    ])
    expect(tenantOf(emulator, testing.tenantId).applications).toEqual([
      {
        clientId: testing.clientId,
        secret: testing.secret,
        name: 'testing',
        type: 'regularwebapp',
      },
    ])
    const { status } = await requestToken(tenantOf(emulator, testing.tenantId), testing)
    expect(status).toBe(200)
  })

  it('needs no more than tenant ids', async ({ start }) => {
    const emulator = await start({
      seed: {
        version: 1,
        tenants: { [id(1)]: {}, [id(2)]: { applications: [{}, { type: 'singlepageapp' }] } },
      },
    })
    const [empty, filled] = emulator.tenants
    expect(empty?.applications).toEqual([])
    expect(filled?.applications).toEqual([
      {
        clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        secret: expect.stringMatching(/^[A-Za-z0-9+/]{48}$/),
        name: 'application',
        type: 'regularwebapp',
      },
      {
        clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'application',
        type: 'singlepageapp',
      },
    ])
  })

  it('can be a list of fixtures and files, plus the ids of empty tenants', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'own.json'), JSON.stringify(fixture(id(1))))
    const emulator = await start({
      seed: ['demo', join(folder, 'own.json'), fixture(id(2))],
      tenantIds: [id(3)],
    })
    expect(emulator.tenants.map(({ tenantId }) => tenantId)).toEqual([
      demo.tenantId,
      testing.tenantId,
      id(1),
      id(2),
      id(3),
    ])
  })

  it('can be read from a pipe', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const pipe = join(folder, 'pipe.json')
    execFileSync('mkfifo', [pipe])
    const text = JSON.stringify(fixture(id(1), id(2)))
    const write = 'exec >"$0" && printf %200000s && printf %s "$1"'
    const writing = promisify(execFile)('sh', ['-c', write, pipe, text])
    const emulator = await start({ seed: pipe })
    await writing
    expect(emulator.tenants.map(({ tenantId }) => tenantId)).toEqual([id(1), id(2)])
  })

  it('can be switched off', async ({ start }) => {
    expect((await start({ seed: false })).tenants).toEqual([])
  })

  const application = (members: object) => ({
    version: 1,
    tenants: { [id(1)]: { applications: [{}, members] } },
  })
  const place = `tenants.${id(1)}.applications`
  const inApplication =
    '; known: clientId, secret, name, type, scopes, roles, tenantId, oAuthServerUrl, profilesUrl, discoveryEndpoint'

  it.for([
    [
      'another version',
      { version: 2, tenants: {} },
      'version: is 2, but this emulator supports only 1: update appid-emulator',
    ],
    ['no version', { tenants: {} }, 'version: is missing: set it to 1'],
    ['no tenants', { version: 1 }, 'tenants: is missing'],
    [
      'an unknown member',
      { version: 1, tenants: {}, tenant: {} },
      'tenant: is not known here; did you mean tenants?',
    ],
    [
      'an unknown member of an application',
      application({ secrett: 'x' }),
      `${place}.1.secrett: is not known here; did you mean secret?`,
    ],
    [
      'an invalid tenant id',
      { version: 1, tenants: { mine: {} } },
      'tenants.mine: must be a uuid in lower case, such as 39a37f57-a227-4bfe-a044-93b6e6060b61',
    ],
    [
      'an invalid client id',
      application({ clientId: 'mine' }),
      `${place}.1.clientId: must be a uuid in lower case, such as 39a37f57-a227-4bfe-a044-93b6e6060b61`,
    ],
    [
      'a name that is too long',
      application({ name: 'x'.repeat(51) }),
      `${place}.1.name: must be 1 to 50 characters`,
    ],
    ['an empty secret', application({ secret: '' }), `${place}.1.secret: must not be empty`],
    [
      'a secret that is a number',
      application({ secret: 12345 }),
      `${place}.1.secret: must be a string, not a number`,
    ],
    [
      'a singlepageapp with a secret',
      application({ type: 'singlepageapp', secret: 'x' }),
      `${place}.1: a singlepageapp has no secret: leave it out`,
    ],
    [
      'a duplicate client id',
      {
        version: 1,
        tenants: { [id(1)]: { applications: [{ clientId: id(5) }, { clientId: id(5) }] } },
      },
      `${place}.1.clientId: is the same as applications.0.clientId`,
    ],
    [
      'an invalid key',
      { version: 1, tenants: { [id(1)]: { signingKeys: [{ kid: 'x', kty: 'EC' }] } } },
      [
        'kty: must be RSA',
        ...['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => `${name}: is missing`),
      ]
        .map((problem) => `tenants.${id(1)}.signingKeys.0.${problem}`)
        .join('; '),
    ],
  ] as const)('is refused with the path of the error: %s', async ([, seed, message]) => {
    // biome-ignore lint/suspicious/noExplicitAny: the compiler would reject this invalid input
    await expect(createEmulator({ seed: seed as any })).rejects.toMatchObject({
      message: `the seed: ${message}`,
    })
  })

  it('is refused with all of its errors, up to ten', async () => {
    const applications = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        index % 2 === 0 ? { name: '' } : { name: 'x', nmae: 'x', colour: 'red' },
      )
    const failure = (count: number) => {
      const tenants = { [id(1)]: { applications: applications(count), roles: 5 } }
      // biome-ignore lint/suspicious/noExplicitAny: the compiler would reject this invalid input
      return createEmulator({ seed: { version: 1, tenants } as any })
    }
    const all = [
      `${place}.0.name: must be 1 to 50 characters`,
      `${place}.2.name: must be 1 to 50 characters`,
      `tenants.${id(1)}.roles: must be an array, not a number`,
      `${place}.1.nmae: is not known here; did you mean name?`,
      `${place}.1.colour: is not known here${inApplication}`,
    ]
    await expect(failure(3)).rejects.toMatchObject({ message: `the seed: ${all.join('; ')}` })
    const { message } = await failure(30).catch((error) => error)
    expect(message.split('; ').filter((one: string) => one.startsWith('tenants.'))).toHaveLength(9)
    expect(message).toMatch(
      /^the seed: (tenants\.[\w-]+\.applications\.\d+\.name: [^;]+; ){9}tenants\.[^;]+ \(and 36 more\)$/,
    )
  })

  it.for([
    ['client_id', 'clientId'],
    ['client-id', 'clientId'],
    ['ClientID', 'clientId'],
    ['cilentId', 'clientId'],
    ['secrets', 'secret'],
    ['rolse', 'roles'],
    ['colour', undefined],
  ] as const)('is refused with a suggestion for a misspelt member: %s', async ([name, meant]) => {
    const question = meant === undefined ? inApplication : `; did you mean ${meant}?`
    // biome-ignore lint/suspicious/noExplicitAny: the compiler would reject this invalid input
    const seed = application({ [name]: 'x' }) as any
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `the seed: ${place}.1.${name}: is not known here${question}`,
    })
  })

  it.for([
    [
      'c\r\n\u009b',
      { 'c\r\n\u009b': 1 },
      'c\\u000d\\u000a\\u009b: is not known here; known: name, applications, signingKeys, roles, users, refreshTokens, config, clock, faults',
    ],
    [
      'a\nb',
      { applications: [{ roles: ['a\nb'] }] },
      'applications.0.roles.0: there is no role a\\u000ab',
    ],
  ] as const)('is refused in one line, whatever its names: %j', async ([, own, problem]) => {
    // biome-ignore lint/suspicious/noExplicitAny: the compiler would reject this invalid input
    const seed = { version: 1, tenants: { [id(1)]: own } } as any
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `the seed: tenants.${id(1)}.${problem}`,
    })
  })

  it('is refused when it is unknown, unreadable, or repeats a tenant', async () => {
    await expect(createEmulator({ seed: 'dmo' })).rejects.toThrow(
      'seed dmo: there is no such bundled fixture (use demo or failures); the name of a file must contain a / or end in .json',
    )
    await expect(createEmulator({ seed: './nowhere.json' })).rejects.toThrow(
      'seed ./nowhere.json: file not found',
    )
    await expect(createEmulator({ seed: 'package.json' })).rejects.toThrow(/^seed package\.json/)
    await expect(createEmulator({ seed: ['demo', fixture(demo.tenantId)] })).rejects.toThrow(
      `the seed: tenant ${demo.tenantId} is already in an earlier seed (by default, that is the demo fixture: choose another seed with seed)`,
    )
    await expect(createEmulator({ tenantIds: [demo.tenantId] })).rejects.toThrow(
      `tenant ${demo.tenantId}: tenant ${demo.tenantId} is already in an earlier seed (by default, that is the demo fixture: choose another seed with seed)`,
    )
    await expect(createEmulator({ tenantIds: ['mine'] })).rejects.toThrow(
      'tenantIds: must be a uuid in lower case',
    )
  })
})

describe('reset', () => {
  it('restores exactly the seed, with the ids, secrets and keys that were made for it', async ({
    start,
  }) => {
    const emulator = await start({
      seed: { version: 1, tenants: { [id(1)]: { applications: [{}] } } },
      tenantIds: [id(2)],
    })
    const before = emulator.tenants.map(dataOf)
    const tenant = tenantOf(emulator, id(1))
    const keysOf = async (number: number) =>
      (await send(`${tenantOf(emulator, id(number)).oAuthServerUrl}/publickeys`)).body
    const keys = [await keysOf(1), await keysOf(2)]
    await manage(tenant, 'POST', '/applications', { name: 'later' })
    await manage(tenant, 'DELETE', `/applications/${tenant.applications[0]?.clientId}`)
    expect(emulator.tenants.map(dataOf)).not.toEqual(before)
    await emulator.reset()
    expect(emulator.tenants.map(dataOf)).toEqual(before)
    expect([await keysOf(1), await keysOf(2)]).toEqual(keys)
  })
})

describe('the signing key of a tenant without one', () => {
  it('is made once for concurrent requests', async ({ start }) => {
    const emulator = await start({
      seed: { version: 1, tenants: { [id(1)]: { applications: [{}] } } },
    })
    const tenant = tenantOf(emulator, id(1))
    const [application] = tenant.applications
    if (application?.secret === undefined) throw new Error('no application')
    const client = { clientId: application.clientId, secret: application.secret }
    const responses = await Promise.all([
      ...Array.from({ length: 5 }, () => send(`${tenant.oAuthServerUrl}/publickeys`)),
      ...Array.from({ length: 5 }, () => requestToken(tenant, client)),
    ])
    const bodies = responses.slice(0, 5).map(({ body }) => JSON.stringify(body))
    expect(new Set(bodies).size).toBe(1)
    const kid = new RegExp(`^appId-${id(1)}-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}$`)
    expect(responses[0]?.body.keys).toEqual([
      expect.objectContaining({ kid: expect.stringMatching(kid) }),
    ])
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200))
  })
})
