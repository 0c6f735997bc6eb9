import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, type Fixture, type Tenant } from '../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf } from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`
const { tenantId, a: caller } = demo

/** A caller with two roles that grant scopes of two applications. */
const fixture = (config: object = {}): Fixture => ({
  version: 1,
  tenants: {
    [tenantId]: {
      applications: [
        { ...caller, roles: [id(2), id(1)] },
        { clientId: id(3), scopes: ['read', 'write'] },
        { clientId: id(4), scopes: ['read', 'call'] },
      ],
      roles: [
        {
          id: id(1),
          name: 'caller',
          access: [{ application_id: id(4), scopes: ['call', 'read'] }],
        },
        {
          id: id(2),
          name: 'reader',
          access: [
            { application_id: id(3), scopes: ['read'] },
            { application_id: id(4), scopes: [] },
          ],
        },
        { id: id(5), name: 'idle', access: [{ application_id: id(3), scopes: ['write'] }] },
      ],
      config,
    },
  },
})

async function claims(tenant: Tenant, parameters: Record<string, string> = {}) {
  const { status, body } = await requestToken(tenant, caller, parameters)
  return { status, body, ...(status === 200 && { claims: decodeJwt(body.access_token) }) }
}

describe('the scope of a token', () => {
  it.for([
    [
      'everything that the roles grant, in their order, each once',
      {},
      'appid_default read call',
      [caller.clientId],
    ],
    [
      'what was requested, in that order, without appid_default',
      { scope: 'call read' },
      'call read',
      [caller.clientId],
    ],
    [
      'what was requested, even appid_default',
      { scope: 'call appid_default' },
      'call appid_default',
      [caller.clientId],
    ],
    [
      'limited to the scopes of an audience that is an application',
      { audience: id(4) },
      'appid_default call read',
      [id(4)],
    ],
    ['limited by both audience and request', { audience: id(4), scope: 'call' }, 'call', [id(4)]],
    [
      'not limited by an audience that is not an application',
      { audience: 'https://api' },
      'appid_default read call',
      ['https://api'],
    ],
    [
      'everything when the requested scope is blank',
      { scope: '  ' },
      'appid_default read call',
      [caller.clientId],
    ],
    [
      'free of duplicates when a scope is requested twice',
      { scope: 'read read' },
      'read',
      [caller.clientId],
    ],
  ] as const)('is %s', async ([, parameters, scope, audience], { start }) => {
    const tenant = tenantOf(await start({ seed: fixture() }))
    const token = await claims(tenant, parameters)
    expect(token.status).toBe(200)
    expect(token.claims).toMatchObject({ scope, aud: audience, sub: caller.clientId })
    expect(Object.keys(token.body)).toEqual(['access_token', 'expires_in', 'token_type'])
  })

  it('is in the response only when fewer scopes are granted than requested', async ({ start }) => {
    const tenant = tenantOf(await start({ seed: fixture() }))
    const token = await claims(tenant, { scope: 'write read' })
    expect(token.claims).toMatchObject({ scope: 'read' })
    expect(Object.keys(token.body)).toEqual(['access_token', 'expires_in', 'token_type', 'scope'])
    expect(token.body.scope).toBe('read')
  })

  it.for([
    [{ scope: 'write' }],
    [{ scope: 'nowhere' }],
    [{ scope: 'read', audience: caller.clientId }],
    [{ scope: 'write', audience: id(3) }],
  ] as const)('is refused when no scope remains: %o', async ([parameters], { start }) => {
    const { status, body } = await claims(tenantOf(await start({ seed: fixture() })), parameters)
    expect([status, body]).toEqual([
      400,
      {
        error: 'invalid_scope',
        error_description: `none of these scopes is granted to ${caller.clientId}: give it a role that grants them`,
      },
    ])
  })

  it('follows changes of scopes and roles at once, and survives a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scopes-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const first = await createEmulator({ seed: fixture(), data })
    const tenant = tenantOf(first)
    await manage(tenant, 'PUT', `/applications/${id(4)}/scopes`, { scopes: ['call'] })
    await manage(tenant, 'PUT', `/applications/${caller.clientId}/roles`, {
      roles: { names: ['caller', 'idle'] },
    })
    expect((await claims(tenant)).claims?.scope).toBe('appid_default call write')
    await first.close()
    const second = await createEmulator({ seed: fixture(), data })
    onTestFinished(() => second.close())
    expect((await claims(tenantOf(second))).claims?.scope).toBe('appid_default call write')
  })
})

describe('config/tokens', () => {
  const claimMappings = (accessTokenClaims: object[]) => ({ tokens: { accessTokenClaims } })

  it('sets the lifetime of the next token', async ({ start }) => {
    const tenant = tenantOf(await start({ seed: fixture() }))
    await manage(tenant, 'PUT', '/config/tokens', { access: { expires_in: 300 } })
    const token = await claims(tenant)
    expect(token.body.expires_in).toBe(300)
    expect((token.claims?.exp ?? 0) - (token.claims?.iat ?? 0)).toBe(300)
  })

  it.for([
    ['to the claim roles by default', [{ source: 'roles' }], { roles: ['reader', 'caller'] }],
    [
      'to the destination claim',
      [{ source: 'roles', destinationClaim: 'groups' }],
      { groups: ['reader', 'caller'] },
    ],
    [
      'to the source claim if there is no destination claim',
      [{ source: 'roles', sourceClaim: 'names' }],
      { names: ['reader', 'caller'] },
    ],
    [
      'but not to a registered claim',
      [{ source: 'roles', destinationClaim: 'sub' }],
      { sub: caller.clientId },
    ],
    [
      'to the scope, in addition to its scopes',
      [{ source: 'roles', destinationClaim: 'scope' }],
      { scope: 'appid_default read call reader caller' },
    ],
    ['but not user attributes', [{ source: 'attributes', sourceClaim: 'x' }], {}],
  ] as const)('maps roles %s', async ([, mappings, expected], { start }) => {
    const tenant = tenantOf(await start({ seed: fixture(claimMappings([...mappings])) }))
    const plain = tenantOf(await start({ seed: fixture(), now: () => 0 }))
    const { iat, exp, iss, ...rest } = (await claims(tenant)).claims ?? {}
    const { iat: _iat, exp: _exp, iss: _iss, ...usual } = (await claims(plain)).claims ?? {}
    expect(rest).toEqual({ ...usual, ...expected })
  })

  it('maps nothing for an application without roles, and adds no appid_ scope', async ({
    start,
  }) => {
    const mappings = claimMappings([
      { source: 'roles' },
      { source: 'roles', destinationClaim: 'scope' },
    ])
    const tenant = tenantOf(await start({ seed: fixture(mappings) }))
    const give = (names: string[]) =>
      manage(tenant, 'PUT', `/applications/${caller.clientId}/roles`, { roles: { names } })
    await give([])
    expect((await claims(tenant)).claims).not.toHaveProperty('roles')
    await manage(tenant, 'POST', '/roles', { name: 'appid_admin other', access: [] })
    await give(['appid_admin other'])
    expect((await claims(tenant)).claims).toMatchObject({
      scope: 'appid_default other',
      roles: ['appid_admin other'],
    })
  })
})

describe('an inconsistent fixture', () => {
  const broken = (tenant: object) => ({ version: 1, tenants: { [tenantId]: tenant } })
  it.for([
    [
      'a role with an unknown application',
      { roles: [{ access: [{ application_id: id(9), scopes: [] }] }] },
      `roles.0.access.0.application_id: there is no application ${id(9)}`,
    ],
    [
      'a role with an unknown scope',
      {
        applications: [{ clientId: id(3), scopes: ['read'] }],
        roles: [{ access: [{ application_id: id(3), scopes: ['read', 'x'] }] }],
      },
      `roles.0.access.0.scopes.1: application ${id(3)} has no scope x`,
    ],
    [
      'an application with an unknown role',
      { applications: [{ roles: [id(9)] }] },
      `applications.0.roles.0: there is no role ${id(9)}`,
    ],
    [
      'a role with an unknown scope of an application by its name, which is near one of its scopes',
      {
        applications: [{ name: 'spa', scopes: ['cart.read', 'cart.write'] }],
        roles: [{ access: [{ application_id: 'spa', scopes: ['cart.read', 'cart.raed'] }] }],
      },
      'roles.0.access.0.scopes.1: application spa has no scope cart.raed; did you mean cart.read?',
    ],
    [
      'a role with an unknown scope that is near none',
      {
        applications: [{ name: 'spa', scopes: ['cart.read', 'cart.write'] }],
        roles: [{ access: [{ application_id: 'spa', scopes: ['admin'] }] }],
      },
      'roles.0.access.0.scopes.0: application spa has no scope admin; known: cart.read, cart.write',
    ],
    [
      'a role with an unknown application that is near one',
      {
        applications: [{ name: 'spa' }],
        roles: [{ access: [{ application_id: 'sap', scopes: [] }] }],
      },
      'roles.0.access.0.application_id: there is no application sap; did you mean spa?',
    ],
    [
      'an application and users with unknown roles, near one or none',
      {
        roles: [{ name: 'clerk' }, { name: 'editor' }],
        applications: [{ roles: ['clerk', 'edtior'] }],
        users: [
          { email: 'a', roles: ['clark'] },
          { email: 'b', roles: ['boss'] },
        ],
      },
      [
        'applications.0.roles.1: there is no role edtior; did you mean editor?',
        `tenants.${tenantId}.users.0.roles.0: there is no role clark; did you mean clerk?`,
        `tenants.${tenantId}.users.1.roles.0: there is no role boss; known: clerk, editor`,
      ].join('; '),
    ],
    [
      'users and applications with a role twice, by its id and its name',
      {
        roles: [{ id: id(1), name: 'clerk' }],
        applications: [{ roles: [id(1), 'clerk'] }],
        users: [{ email: 'a', roles: ['clerk', id(1)] }],
      },
      [
        'applications.0.roles.1: role clerk is listed twice',
        `tenants.${tenantId}.users.0.roles.1: role ${id(1)} is listed twice`,
      ].join('; '),
    ],
    [
      'a duplicate role id',
      { roles: [{ id: id(1) }, { id: id(1), name: 'x' }] },
      'roles.1.id: is the same as roles.0.id',
    ],
    [
      'a duplicate role name',
      { roles: [{ name: 'x' }, { name: 'x' }] },
      'roles.1.name: is the same as roles.0.name',
    ],
    [
      'an invalid scope',
      { applications: [{ scopes: ['Read'] }] },
      'applications.0.scopes.0: must be 1 to 49',
    ],
    [
      'an invalid lifetime',
      { config: { tokens: { access: { expires_in: 299 } } } },
      'config.tokens.access.expires_in: must be at least 300 seconds',
    ],
    [
      'a misspelt member of the configuration',
      { config: { tokens: { acces: {} } } },
      'config.tokens.acces: is not known here; did you mean access?',
    ],
    [
      'the beginning of a configuration key',
      { config: { ui: {} } },
      'config.ui: is not known here; did you mean ui/theme_text or ui/theme_color or ui/media or ui/languages?',
    ],
    [
      'the end of a configuration key',
      { config: { sso: {} } },
      'config.sso: is not known here; did you mean cloud_directory/sso?',
    ],
    [
      'the beginning of configuration keys that go on in its members',
      {
        config: {
          cloud_directory: {
            sso: { isActive: true },
            mfa: { channels: { nexmo: { isActive: true } } },
            templates: { WELCOME: {} },
          },
        },
      },
      'config.cloud_directory: is not known here; did you mean cloud_directory/sso or cloud_directory/mfa/channels/nexmo or cloud_directory/templates?',
    ],
    [
      'what is both the beginning and the end of configuration keys',
      { config: { cloud_directory: { isActive: true, config: {} } } },
      'config.cloud_directory: is not known here; did you mean idps/cloud_directory?',
    ],
    [
      'a configuration key near none of the many',
      { config: { colours: {} } },
      'config.colours: is not known here',
    ],
    [
      'a configuration key that goes on',
      { config: { 'cloud_directory/action_url/on_user_verified': {} } },
      'config.cloud_directory/action_url/on_user_verified: is not known here; did you mean cloud_directory/action_url?',
    ],
    [
      'a user who is locked until a time in seconds',
      { users: [{ email: 'a@example.com', lockedUntil: 1_900_000_000 }] },
      'users.0: lockedUntil must be in milliseconds since the epoch, such as 1893456000000',
    ],
    [
      'a misspelt member of a role',
      { roles: [{ name: 'x', acess: [] }] },
      'roles.0.acess: is not known here; did you mean access?',
    ],
  ] as const)('is refused: %s', async ([, tenant, message]) => {
    const seed = broken(tenant)
    const expected = `the seed: tenants.${tenantId}.${message}`
    // biome-ignore lint/suspicious/noExplicitAny: the compiler would reject this invalid input
    await expect(createEmulator({ seed: seed as any })).rejects.toThrow(expected)
  })
})
