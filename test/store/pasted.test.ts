import { describe, expect } from 'vitest'
import { createEmulator, type Fixture } from '../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, testing } from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`

describe('a role of a fixture', () => {
  const roles = [{ name: 'editor', access: [{ application_id: 'web', scopes: ['write'] }] }]
  const web = { name: 'web', scopes: ['write'] }

  it('may name the applications of its access', async ({ emulator }) => {
    const tenant = await emulator.createTenant({ fixture: { applications: [web], roles } })
    const { body } = await manage(tenant, 'GET', '/roles')
    expect(body.roles[0].access).toEqual([
      { application_id: tenant.applications[0]?.clientId, scopes: ['write'] },
    ])
  })

  it('must say the id where two applications have the name', async ({ emulator }) => {
    await expect(
      emulator.createTenant({ fixture: { applications: [web, web], roles } }),
    ).rejects.toThrow('there is no application web: that is a name, use the id ')
  })
})

describe('an application from a response of the management API', () => {
  it('can be pasted into a fixture', async ({ emulator, start }) => {
    await manage(tenantOf(emulator), 'POST', '/applications', {
      name: 'spa',
      type: 'singlepageapp',
    })
    const { applications } = (await manage(tenantOf(emulator), 'GET', '/applications')).body
    expect(Object.keys(applications[0])).toEqual(
      expect.arrayContaining(['tenantId', 'oAuthServerUrl', 'profilesUrl', 'discoveryEndpoint']),
    )
    const pasted = await start({
      seed: { version: 1, tenants: { [demo.tenantId]: { applications } } },
    })
    expect(tenantOf(pasted).applications).toEqual(tenantOf(emulator).applications)
    expect((await requestToken(tenantOf(pasted))).status).toBe(200)
    const { tenants } = await pasted.state.get()
    expect(tenants[demo.tenantId]?.applications).toEqual(tenantOf(emulator).applications)
  })

  it('may keep the members that a fixture does not need', async ({ start }) => {
    const application: NonNullable<Fixture['tenants'][string]['applications']>[number] = {
      ...demo.a,
      tenantId: demo.tenantId,
      name: 'pasted',
      oAuthServerUrl: `https://eu-de.appid.cloud.ibm.com/oauth/v4/${demo.tenantId}`,
      profilesUrl: 'https://eu-de.appid.cloud.ibm.com',
      discoveryEndpoint: `https://eu-de.appid.cloud.ibm.com/oauth/v4/${demo.tenantId}/.well-known/openid-configuration`,
      type: 'regularwebapp',
      scopes: [],
      roles: [],
    }
    const seed: Fixture = {
      version: 1,
      tenants: { [demo.tenantId]: { applications: [application] } },
    }
    const emulator = await start({ seed })
    expect((await emulator.state.get()).tenants[demo.tenantId]?.applications).toEqual([
      { ...demo.a, name: 'pasted', type: 'regularwebapp', scopes: [], roles: [] },
    ])
    expect(tenantOf(emulator).oAuthServerUrl).toBe(`${emulator.url}/oauth/v4/${demo.tenantId}`)
  })

  it('is refused in another tenant', async ({ emulator }) => {
    const { applications } = (await manage(tenantOf(emulator), 'GET', '/applications')).body
    const seed = { version: 1 as const, tenants: { [testing.tenantId]: { applications } } }
    const message = (place: string, remedy: string) =>
      [0, 1]
        .map((index) => `${place}.applications.${index}.tenantId`)
        .map((path) => `${path}: is the id of another tenant: remove it, or ${remedy}`)
        .join('; ')
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `the seed: ${message(`tenants.${testing.tenantId}`, 'move the application to that tenant')}`,
    })
    await expect(emulator.createTenant({ fixture: { applications } })).rejects.toMatchObject({
      message: message('fixture', 'pass it as the tenantId of the new tenant'),
    })
  })

  it('can be pasted into a new tenant that has its id', async ({ emulator, start }) => {
    const { applications } = (await manage(tenantOf(emulator), 'GET', '/applications')).body
    const empty = await start({ seed: false })
    const { tenantId } = demo
    const tenant = await empty.createTenant({ tenantId, fixture: { applications } })
    expect(tenant.applications).toEqual(tenantOf(emulator).applications)
  })
})

describe('the roles of an application', () => {
  const withRoles = (
    roles: NonNullable<Fixture['tenants'][string]['roles']>,
    own: string[],
  ): Fixture => ({
    version: 1,
    tenants: {
      [demo.tenantId]: { applications: [{ ...demo.a, scopes: ['read'], roles: own }], roles },
    },
  })
  const access = [{ application_id: demo.a.clientId, scopes: ['read'] }]
  const place = `tenants.${demo.tenantId}.applications.0.roles`

  it('can be given by id or by name, and are stored by id', async ({ start }) => {
    const roles = [
      { name: 'reader', access },
      { id: id(2), name: 'other' },
    ]
    const emulator = await start({ seed: withRoles(roles, ['reader', id(2)]) })
    const { tenants } = await emulator.state.get()
    const [reader] = tenants[demo.tenantId]?.roles ?? []
    expect(tenants[demo.tenantId]?.applications?.[0]?.roles).toEqual([reader?.id, id(2)])
    const { body } = await manage(
      tenantOf(emulator),
      'GET',
      `/applications/${demo.a.clientId}/roles`,
    )
    expect(body).toEqual({
      roles: [
        { id: reader?.id, name: 'reader' },
        { id: id(2), name: 'other' },
      ],
    })
    const { claims } = await emulator.tenant(demo.tenantId).tokens.create()
    expect(claims.scope).toBe('appid_default read')
  })

  it('are looked up by id before name', async ({ start }) => {
    const roles = [
      { id: id(1), name: id(2) },
      { id: id(2), name: 'other' },
    ]
    const { tenants } = await (await start({ seed: withRoles(roles, [id(2)]) })).state.get()
    expect(tenants[demo.tenantId]?.applications?.[0]?.roles).toEqual([id(2)])
  })

  it.for([
    ['unknown', ['reader', 'writer'], `${place}.1: there is no role writer; known: reader`],
    ['named twice', ['reader', id(1)], `${place}.1: role ${id(1)} is listed twice`],
  ] as const)('are refused when one is %s', async ([, own, message]) => {
    const seed = withRoles([{ id: id(1), name: 'reader' }], [...own])
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `the seed: ${message}`,
    })
  })
})

describe('a name in place of an id', () => {
  it('is refused with the id of the role', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'reader', access: [] })
    const path = `/applications/${demo.a.clientId}/roles`
    const { status, body } = await manage(tenant, 'PUT', path, { roles: { ids: ['reader'] } })
    expect([status, body]).toEqual([
      400,
      {
        message: `roles.ids.0: there is no role reader: that is a name, use the id ${role.id}`,
      },
    ])
  })

  it('is refused with the id of the application', async ({ emulator }) => {
    const access = [{ application_id: 'Application B', scopes: [] }]
    const message = `access.0.application_id: there is no application Application B: that is a name, use the id ${demo.b.clientId}`
    const { status, body } = await manage(tenantOf(emulator), 'POST', '/roles', {
      name: 'x',
      access,
    })
    expect([status, body]).toEqual([400, { message }])
  })
})
