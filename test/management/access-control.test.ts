import { describe, expect } from 'vitest'
import { demo, it, manage, tenantOf } from '../support/emulator.ts'

const unknown = '00000000-0000-4000-8000-000000000000'
const scopesOf = (clientId: string) => `/applications/${clientId}/scopes`
const rolesOf = (clientId: string) => `/applications/${clientId}/roles`
const a = demo.a.clientId
const b = demo.b.clientId

describe('the scopes of an application', () => {
  it('are replaced as a whole, keep their order and may be empty', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    expect((await manage(tenant, 'GET', scopesOf(a))).body).toEqual({ scopes: [] })
    for (const scopes of [['write', 'read', 'elevator.call', '0_'], ['read'], []]) {
      const put = await manage(tenant, 'PUT', scopesOf(b), { scopes })
      expect([put.status, put.body]).toEqual([200, { scopes }])
      const got = await manage(tenant, 'GET', scopesOf(b))
      expect([got.status, got.body]).toEqual([200, { scopes }])
    }
    const fifty = Array.from({ length: 50 }, (_, number) => `s${number}`)
    expect((await manage(tenant, 'PUT', scopesOf(b), { scopes: fifty })).status).toBe(200)
  })

  const rule = 'must be 1 to 49 of a-z, 0-9, "." and "_", and not start with appid or openid'
  it.for([
    ['a missing list', {}, 'scopes: is missing'],
    ['a string', { scopes: 'read' }, 'scopes: must be an array, not a string'],
    ['capitals', { scopes: ['ok', 'Read'] }, `scopes.1: ${rule}`],
    ['a hyphen', { scopes: ['a-b'] }, `scopes.0: ${rule}`],
    ['an empty scope', { scopes: [''] }, `scopes.0: ${rule}`],
    ['50 characters', { scopes: ['x'.repeat(50)] }, `scopes.0: ${rule}`],
    ['a name that starts with appid', { scopes: ['appid_x'] }, `scopes.0: ${rule}`],
    ['a name that starts with openid', { scopes: ['openid'] }, `scopes.0: ${rule}`],
    ['a duplicate', { scopes: ['x', 'x'] }, 'scopes.1: is the same as scopes.0'],
    [
      '51 scopes',
      { scopes: Array.from({ length: 51 }, (_, n) => `s${n}`) },
      'scopes: must have at most 50 scopes',
    ],
  ] as const)('are refused: %s', async ([, body, message], { emulator }) => {
    const response = await manage(tenantOf(emulator), 'PUT', scopesOf(b), body)
    expect([response.status, response.body]).toEqual([400, { message }])
  })

  it('are removed from roles when they are deleted', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', scopesOf(b), { scopes: ['read', 'write'] })
    const access = [{ application_id: b, scopes: ['read', 'write'] }]
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'r', access })
    await manage(tenant, 'PUT', scopesOf(b), { scopes: ['write', 'more'] })
    expect((await manage(tenant, 'GET', `/roles/${role.id}`)).body).toEqual({
      ...role,
      access: [{ application_id: b, scopes: ['write'] }],
    })
    await manage(tenant, 'DELETE', `/applications/${b}`)
    expect((await manage(tenant, 'GET', `/roles/${role.id}`)).body).toEqual({ ...role, access: [] })
  })
})

describe('roles', () => {
  it('are created, listed, replaced and deleted with IBM’s statuses', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', scopesOf(b), { scopes: ['read'] })
    const { roles } = (await manage(tenant, 'GET', '/roles')).body
    const access = [{ application_id: b, scopes: ['read'] }]
    const made = await manage(tenant, 'POST', '/roles', { name: 'HRI Data Integrator', access })
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'HRI Data Integrator',
        description: '',
        access,
      },
    ])
    expect(Object.keys(made.body)).toEqual(['id', 'name', 'description', 'access'])
    const path = `/roles/${made.body.id}`
    expect((await manage(tenant, 'GET', '/roles/')).body).toEqual({ roles: [...roles, made.body] })
    expect(await manage(tenant, 'GET', path)).toMatchObject({ status: 200, body: made.body })
    const changed = { name: 'reader', description: 'reads', access: [] }
    const put = await manage(tenant, 'PUT', path, changed)
    expect([put.status, put.body]).toEqual([200, { id: made.body.id, ...changed }])
    expect((await manage(tenant, 'PUT', path, changed)).status).toBe(200)
    await manage(tenant, 'PUT', rolesOf(a), { roles: { ids: [made.body.id] } })
    const deleted = await manage(tenant, 'DELETE', path)
    expect([deleted.status, deleted.body]).toEqual([202, ''])
    const message = `tenant ${demo.tenantId} has no role ${made.body.id}`
    for (const [method, body] of [['GET'], ['DELETE'], ['PUT', changed]] as const) {
      const response = await manage(tenant, method, path, body)
      expect([response.status, response.body]).toEqual([404, { message }])
    }
    expect((await manage(tenant, 'GET', rolesOf(a))).body).toEqual({ roles: [] })
  })

  it.for([
    ['a missing name', { access: [] }, 'name: is missing'],
    ['an empty name', { name: '', access: [] }, 'name: must not be empty'],
    ['a missing access list', { name: 'r' }, 'access: is missing'],
    [
      'access without scopes',
      { name: 'r', access: [{ application_id: b }] },
      'access.0.scopes: is missing',
    ],
    [
      'an unknown application',
      { name: 'r', access: [{ application_id: unknown, scopes: [] }] },
      `access.0.application_id: there is no application ${unknown}`,
    ],
    [
      'an unknown scope',
      { name: 'r', access: [{ application_id: b, scopes: ['read'] }] },
      `access.0.scopes.0: application ${b} has no scope read; known: articles.write`,
    ],
  ] as const)('are refused: %s', async ([, body, message], { emulator }) => {
    const tenant = tenantOf(emulator)
    const response = await manage(tenant, 'POST', '/roles', body)
    expect([response.status, response.body]).toEqual([400, { message }])
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'other', access: [] })
    const put = await manage(tenant, 'PUT', `/roles/${role.id}`, body)
    expect([put.status, put.body]).toEqual([400, { message }])
  })

  it('are refused with 409 if the name exists, and with 400 if there are already 50', async ({
    start,
  }) => {
    const roles = Array.from({ length: 49 }, (_, number) => ({ name: `role ${number}` }))
    const tenant = tenantOf(
      await start({ seed: { version: 1, tenants: { [demo.tenantId]: { roles } } } }),
    )
    const { status, body: last } = await manage(tenant, 'POST', '/roles', {
      name: 'last',
      access: [],
    })
    expect(status).toBe(201)
    for (const response of [
      await manage(tenant, 'POST', '/roles', { name: 'role 7', access: [] }),
      await manage(tenant, 'PUT', `/roles/${last.id}`, { name: 'role 7', access: [] }),
    ])
      expect([response.status, response.body]).toEqual([
        409,
        { message: 'name: there is already a role role 7' },
      ])
    const response = await manage(tenant, 'POST', '/roles', { name: 'more', access: [] })
    expect([response.status, response.body]).toEqual([
      400,
      { message: 'this tenant already has 50 roles, the maximum: delete one first' },
    ])
  })
})

describe('a list that is null, as Go encodes a nil slice', () => {
  it('is empty for scopes of an application, access of a role, and its scopes', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', scopesOf(a), { scopes: ['read'] })
    const put = await manage(tenant, 'PUT', scopesOf(a), { scopes: null })
    expect([put.status, put.body]).toEqual([200, { scopes: [] }])
    const access = [{ application_id: a, scopes: null }]
    const made = await manage(tenant, 'POST', '/roles', { name: 'r', access })
    expect([made.status, made.body.access]).toEqual([201, [{ application_id: a, scopes: [] }]])
    const path = `/roles/${made.body.id}`
    const emptied = await manage(tenant, 'PUT', path, { name: 'r', access: null })
    expect([emptied.status, emptied.body.access]).toEqual([200, []])
  })
})

describe('the roles of an application', () => {
  it('are set as a whole, by id or by name, and keep their order', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const make = async (name: string) =>
      (await manage(tenant, 'POST', '/roles', { name, access: [] })).body
    const [first, second] = [await make('first'), await make('second')]
    const shown = [second, first].map(({ id, name }) => ({ id, name }))
    for (const roles of [{ ids: [second.id, first.id] }, { names: ['second', 'first'] }]) {
      const put = await manage(tenant, 'PUT', rolesOf(a), { roles })
      expect([put.status, put.body]).toEqual([200, { roles: shown }])
      expect((await manage(tenant, 'GET', rolesOf(a))).body).toEqual({ roles: shown })
    }
    expect((await manage(tenant, 'PUT', rolesOf(a), { roles: { ids: [] } })).body).toEqual({
      roles: [],
    })
  })

  it('are removed if the list is missing, or null, as Go encodes a nil slice', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'role', access: [] })
    for (const roles of [{}, { ids: null }, { names: null }, { ids: [], names: [] }]) {
      await manage(tenant, 'PUT', rolesOf(a), { roles: { ids: [role.id] } })
      const put = await manage(tenant, 'PUT', rolesOf(a), { roles })
      expect([put.status, put.body]).toEqual([200, { roles: [] }])
      expect((await manage(tenant, 'GET', rolesOf(a))).body).toEqual({ roles: [] })
    }
  })

  it.for([
    ['a missing object', {}, 'roles: is missing'],
    ['an array', { roles: [] }, 'roles: must be an object with ids or names, not an array'],
    ['a duplicate', { roles: { names: ['x', 'x'] } }, 'roles.names.1: is the same as names.0'],
    [
      'both ids and names',
      { roles: { ids: ['x'], names: ['x'] } },
      'roles: give ids or names, not both',
    ],
    ['an unknown id', { roles: { ids: [unknown] } }, `roles.ids.0: there is no role ${unknown}`],
    ['an unknown name', { roles: { names: ['x'] } }, 'roles.names.0: there is no role x'],
  ] as const)('are refused: %s', async ([, body, message], { emulator }) => {
    const response = await manage(tenantOf(emulator), 'PUT', rolesOf(a), body)
    expect([response.status, response.body]).toEqual([400, { message }])
  })

  it('are not found for an unknown application, nor are its scopes', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [method, path, body] of [
      ['GET', scopesOf(unknown)],
      ['PUT', scopesOf(unknown), { scopes: [] }],
      ['GET', rolesOf(unknown)],
      ['PUT', rolesOf(unknown), { roles: { ids: [] } }],
    ] as const) {
      const response = await manage(tenant, method, path, body)
      expect([response.status, response.body]).toEqual([
        404,
        { message: `tenant ${demo.tenantId} has no application ${unknown}` },
      ])
    }
  })
})
