import { describe, expect } from 'vitest'
import type { Emulator, EmulatorOptions, Tenant, UserFixture } from '../../src/index.ts'
import { demo, type HttpResponse, it, manage, send, tenantOf, users } from '../support/emulator.ts'
import { ask, claimsOf, enableRefresh, passwordOf } from '../support/tokens.ts'

const unknown = { message: 'Profile not found' }

const role = '00000000-0000-4000-8000-00000000000e'

/** The profiles of a seed, beside those of the Cloud Directory. */
const google = {
  provider: 'google',
  id: 'g-1',
  profileId: '00000000-0000-4000-8000-000000000001',
  email: 'gus@example.com',
  displayName: 'Gus',
  attributes: { points: 7 },
  roles: ['editor'],
  scim: { locale: 'en', picture: 'https://example.com/gus.png', hd: 'example.com' },
} as const
const anonymous = {
  provider: 'appid_anon',
  profileId: '00000000-0000-4000-8000-000000000002',
} as const
const waiting = {
  id: '00000000-0000-4000-8000-000000000003',
  profileId: null,
  email: 'Nora@example.com',
  password: 'nora',
} as const

type Start = (options?: EmulatorOptions) => Promise<Emulator>

/** Starts an emulator with one tenant, which has application A, a role and these users. */
async function withUsers(start: Start, ...users: UserFixture[]): Promise<Tenant> {
  const tenant = {
    applications: [{ ...demo.a }],
    roles: [{ id: role, name: 'editor' }],
    users,
  }
  const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
  return tenantOf(emulator)
}

const answerOf = ({ status, body }: HttpResponse) => [status, body]

/** The user of the Cloud Directory in SCIM, without what is the same for all. */
const scimOf = ({ id, email }: { id: string; email: string }, names: object) => ({
  active: true,
  mfaContext: {},
  emails: [{ value: email, primary: true }],
  meta: {
    created: '2020-01-01T00:00:00.000Z',
    location: `/v1/${demo.tenantId}/Users/${id}`,
    lastModified: '2020-01-01T00:00:00.000Z',
    resourceType: 'User',
  },
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  ...names,
  id,
  status: 'CONFIRMED',
})

describe('searching users', () => {
  const rows = [users.ann, users.ed, users.pat].map(({ profileId, email }) => ({
    id: profileId,
    idp: 'cloud_directory',
    email,
  }))
  const [ann, ed, pat] = rows

  it('lists id, provider and e-mail of every profile', async ({ emulator }) => {
    const answer = await manage(tenantOf(emulator), 'GET', '/users?dataScope=index')
    expect(answerOf(answer)).toEqual([
      200,
      { totalResults: 3, itemsPerPage: 3, requestOptions: {}, users: rows },
    ])
    const without = await manage(tenantOf(emulator), 'GET', '/users')
    expect(answerOf(without)).toEqual(answerOf(answer))
  })

  it('returns pages, whose first is that of startIndex 0 as well as 1', async ({ emulator }) => {
    const page = async (query: string) => {
      const { body } = await manage(tenantOf(emulator), 'GET', `/users?${query}`)
      expect([body.totalResults, body.itemsPerPage]).toEqual([3, body.users.length])
      return [body.users, body.requestOptions]
    }
    expect(await page('startIndex=0&count=2')).toEqual([[ann, ed], { startIndex: 0, count: 2 }])
    expect(await page('startIndex=1&count=2')).toEqual([[ann, ed], { startIndex: 1, count: 2 }])
    expect(await page('startIndex=3')).toEqual([[pat], { startIndex: 3 }])
    expect(await page('startIndex=4')).toEqual([[], { startIndex: 4 }])
    expect(await page('count=0')).toEqual([[], { count: 0 }])
  })

  it('finds by the whole e-mail, or by the id of the provider', async ({ emulator }) => {
    const found = async (query: string) =>
      (await manage(tenantOf(emulator), 'GET', `/users?${query}`)).body.users
    expect(await found(`email=${users.ed.email}`)).toEqual([ed])
    expect(await found('email=ED@example.com')).toEqual([ed])
    expect(await found(`id=${users.ed.id}`)).toEqual([ed])
    for (const query of [
      ...['email=ed', 'email=example.com', 'email=', 'id=', 'email=__proto__'],
      ...[`id=${users.ed.profileId}`, `id=${users.ed.id}&email=${users.ann.email}`],
    ])
      expect([query, await found(query)]).toEqual([query, []])
  })

  it('with dataScope=full returns whole profiles', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'GET', `/users?dataScope=full&email=${users.ed.email}`)
    const profile = await manage(tenant, 'GET', `/users/${users.ed.profileId}/profile`)
    expect(body.users).toEqual([profile.body])
  })

  it('leaves out anonymous users, and users without a profile', async ({ start }) => {
    const tenant = await withUsers(start, google, anonymous, waiting)
    const { body } = await manage(tenant, 'GET', '/users')
    expect(body.users).toEqual([{ id: google.profileId, idp: 'google', email: google.email }])
    const { body: none } = await manage(tenant, 'GET', `/users?id=${waiting.id}`)
    expect(none.users).toEqual([])
    await ask(tenant, passwordOf(waiting))
    const { body: one } = await manage(tenant, 'GET', `/users?id=${waiting.id}`)
    expect(one.users).toEqual([
      { id: expect.any(String), idp: 'cloud_directory', email: waiting.email },
    ])
  })

  it('refuses what is no number, and an unknown dataScope', async ({ emulator }) => {
    for (const [query, message] of [
      ['startIndex=x', 'startIndex: must be a whole number of at most 15 digits'],
      ['count=1.5', 'count: must be a whole number of at most 15 digits'],
      ['count=1&count=2', 'count: must not be repeated'],
      ['dataScope=all', 'dataScope: must be index or full'],
    ]) {
      const answer = await manage(tenantOf(emulator), 'GET', `/users?${query}`)
      expect(answerOf(answer)).toEqual([400, { message }])
    }
  })
})

describe('a profile', () => {
  it('of a Cloud Directory user has the user in SCIM, with the last sign-in', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const path = `/users/${users.ed.profileId}/profile`
    const info = {
      displayName: 'Ed Editor',
      ...scimOf(users.ed, {
        name: { givenName: 'Ed', familyName: 'Editor', formatted: 'Ed Editor' },
      }),
    }
    const profile = {
      id: users.ed.profileId,
      name: 'Ed Editor',
      email: users.ed.email,
      identities: [{ provider: 'cloud_directory', id: users.ed.id, idpUserInfo: info }],
      attributes: { theme: 'dark', points: 150 },
    }
    const before = await manage(tenant, 'GET', path)
    expect(answerOf(before)).toEqual([200, profile])
    expect(Object.keys(before.body).join()).toBe('id,name,email,identities,attributes')
    await ask(tenant, passwordOf(users.ed))
    const { body } = await manage(tenant, 'GET', path)
    const meta = { lastLogin: '2027-01-15T08:00:00.000Z', ...info.meta }
    expect(body.identities[0].idpUserInfo).toEqual({ ...info, meta })
    // A change writes the sign-in along, so that it outlives what is only remembered.
    await manage(tenant, 'PUT', path, { attributes: {} })
    const { tenants } = await emulator.state.get()
    const ed = tenants[demo.tenantId]?.users?.find(({ id }) => id === users.ed.id)
    expect(ed?.lastLogin).toBe('2027-01-15T08:00:00.000Z')
  })

  it('of another provider has what that provider says', async ({ start }) => {
    const tenant = await withUsers(start, google)
    const answer = await manage(tenant, 'GET', `/users/${google.profileId}/profile`)
    expect(answerOf(answer)).toEqual([
      200,
      {
        id: google.profileId,
        name: 'Gus',
        email: google.email,
        locale: 'en',
        picture: 'https://example.com/gus.png',
        identities: [{ provider: 'google', id: 'g-1', idpUserInfo: google.scim }],
        attributes: { points: 7 },
      },
    ])
  })

  it('gets other attributes as a whole, of any JSON', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const path = `/users/${users.ed.profileId}/profile`
    const { body: before } = await manage(tenant, 'GET', path)
    for (const attributes of [
      { points: 150, list: [1, { a: null }], flag: true, text: '<b>\u0000', constructor: 'x' },
      {},
    ]) {
      const put = await manage(tenant, 'PUT', path, { attributes, name: 'ignored' })
      expect(answerOf(put)).toEqual([200, { ...before, attributes }])
      expect(answerOf(await manage(tenant, 'GET', path))).toEqual(answerOf(put))
    }
  })

  it('refuses attributes that are no object, or larger than 100 kB', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const path = `/users/${users.ed.profileId}/profile`
    for (const [body, status, message] of [
      [{}, 400, 'attributes: is missing'],
      [{ attributes: [] }, 400, 'attributes: must be an object'],
      [{ attributes: 'x' }, 400, 'attributes: must be an object'],
      [{ attributes: null }, 400, 'attributes: must be an object'],
      [
        { attributes: { a: 'x'.repeat(100 * 1024) } },
        413,
        'the attributes of a profile are larger than 102400 bytes',
      ],
    ] as const)
      expect(answerOf(await manage(tenant, 'PUT', path, body))).toEqual([status, { message }])
    const { body } = await manage(tenant, 'GET', path)
    expect(body.attributes).toEqual({ theme: 'dark', points: 150 })
  })

  it('is found by its own id alone, never by that of the Cloud Directory', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const state = await emulator.state.get()
    const ids = [users.ed.id, users.ed.profileId.toUpperCase(), 'x', '__proto__', users.ed.email]
    for (const id of ids)
      for (const [method, rest, body] of [
        ['GET', '/profile', undefined],
        ['PUT', '/profile', { attributes: {} }],
        ['DELETE', '', undefined],
        ['DELETE', '/profile', undefined],
        ['GET', '/roles', undefined],
        ['PUT', '/roles', { roles: {} }],
        ['POST', '/revoke_refresh_token', undefined],
      ] as const) {
        const answer = await manage(tenant, method, `/users/${id}${rest}`, body)
        expect([id, method, rest, ...answerOf(answer)]).toEqual([id, method, rest, 404, unknown])
      }
    expect(await emulator.state.get()).toEqual(state)
  })

  it('is of no other tenant', async ({ emulator }) => {
    const [, other] = emulator.tenants
    const answer = await manage(
      other ?? tenantOf(emulator),
      'GET',
      `/users/${users.ed.profileId}/profile`,
    )
    expect(answerOf(answer)).toEqual([404, unknown])
  })
})

describe('deleting a profile', () => {
  it.for(['', '/profile'])(
    'leaves the user in the Cloud Directory: /users/{id}%s',
    async (rest, { emulator }) => {
      const tenant = tenantOf(emulator)
      const path = `/users/${users.ed.profileId}`
      expect(answerOf(await manage(tenant, 'DELETE', `${path}${rest}`))).toEqual([204, ''])
      expect(answerOf(await manage(tenant, 'DELETE', `${path}${rest}`))).toEqual([404, unknown])
      expect(answerOf(await manage(tenant, 'GET', `${path}/profile`))).toEqual([404, unknown])
      // The next sign-in makes a new profile, without attributes and roles.
      const { body } = await ask(tenant, passwordOf(users.ed))
      const { sub, identities } = claimsOf(body.id_token)
      expect(identities).toEqual([{ provider: 'cloud_directory', id: users.ed.id }])
      expect(sub).not.toBe(users.ed.profileId)
      expect(body.scope).not.toContain('articles.write')
      const profile = await manage(tenant, 'GET', `/users/${sub}/profile`)
      expect(profile.body.attributes).toEqual({})
      expect((await manage(tenant, 'GET', `/users/${sub}/roles`)).body).toEqual({ roles: [] })
    },
  )

  it('removes a user of another provider', async ({ start }) => {
    const tenant = await withUsers(start, google)
    await manage(tenant, 'DELETE', `/users/${google.profileId}`)
    expect((await manage(tenant, 'GET', '/users')).body.totalResults).toBe(0)
    const { body } = await manage(tenant, 'GET', '/users/export')
    expect(body.users).toEqual([])
  })

  it('removes what is left of a user whom the Cloud Directory no longer has', async ({ start }) => {
    const left = { ...users.ed, password: undefined, email: undefined, removed: true } as const
    const tenant = await withUsers(start, left)
    expect((await manage(tenant, 'DELETE', `/users/${left.profileId}`)).status).toBe(204)
    expect((await manage(tenant, 'GET', '/users')).body.totalResults).toBe(0)
  })
})

describe('the roles of a user', () => {
  const path = `/users/${users.ed.profileId}/roles`

  it('are replaced by ids or by names, and take effect with the next token', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: editor } = await manage(tenant, 'GET', path)
    expect(editor).toEqual({ roles: [{ id: expect.any(String), name: 'editor' }] })
    const { body: other } = await manage(tenant, 'POST', '/roles', { name: 'other', access: [] })
    const ids = [other.id, editor.roles[0].id]
    const both = { roles: [{ id: other.id, name: 'other' }, ...editor.roles] }
    const scopes = async () => (await ask(tenant, passwordOf(users.ed))).body.scope
    for (const [roles, expected, granted] of [
      [{ ids }, both, true],
      [{ names: ['other'] }, { roles: [both.roles[0]] }, false],
      [{ names: ['editor'] }, editor, true],
      [{}, { roles: [] }, false],
      [{ ids: null }, { roles: [] }, false],
    ] as const) {
      expect(answerOf(await manage(tenant, 'PUT', path, { roles }))).toEqual([200, expected])
      expect(answerOf(await manage(tenant, 'GET', path))).toEqual([200, expected])
      expect((await scopes()).includes('articles.write')).toBe(granted)
    }
  })

  it('are refused when the tenant does not have them', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body: before } = await manage(tenant, 'GET', path)
    const [editor] = before.roles
    for (const [roles, message] of [
      [{ ids: ['x'] }, 'roles.ids.0: there is no role x'],
      [
        { ids: ['editor'] },
        `roles.ids.0: there is no role editor: that is a name, use the id ${editor.id}`,
      ],
      [{ names: [editor.id] }, `roles.names.0: there is no role ${editor.id}`],
      [{ ids: [editor.id], names: ['editor'] }, 'roles: give ids or names, not both'],
      [[], 'roles: must be an object with ids or names, not an array'],
    ])
      expect(answerOf(await manage(tenant, 'PUT', path, { roles }))).toEqual([400, { message }])
    expect((await manage(tenant, 'GET', path)).body).toEqual(before)
  })

  it('go with the role', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'GET', path)
    await manage(tenant, 'DELETE', `/roles/${body.roles[0].id}`)
    expect((await manage(tenant, 'GET', path)).body).toEqual({ roles: [] })
  })
})

describe('revoking refresh tokens', () => {
  it('ends all that the user has, and no others', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const issue = async (user: Parameters<typeof passwordOf>[0]) =>
      (await ask(tenant, passwordOf(user))).body.refresh_token
    const refresh = async (refresh_token: string) =>
      (await ask(tenant, { grant_type: 'refresh_token', refresh_token })).status
    const [first, second, other] = [
      await issue(users.ed),
      await issue(users.ed),
      await issue(users.ann),
    ]
    const path = `/users/${users.ed.profileId}/revoke_refresh_token`
    expect(answerOf(await manage(tenant, 'POST', path))).toEqual([204, ''])
    expect([await refresh(first), await refresh(second)]).toEqual([400, 400])
    expect([await refresh(other), await refresh(await issue(users.ed))]).toEqual([200, 200])
    const again = await issue(users.ed)
    await manage(tenant, 'POST', path)
    expect([await refresh(first), await refresh(again)]).toEqual([400, 400])
  })
})

describe('preparing a profile', () => {
  const attributes = { plan: 'gold', points: 5 }
  const prepare = (tenant: Tenant, idp: string, identity: string, profile?: object) =>
    manage(tenant, 'POST', '/users', {
      idp,
      'idp-identity': identity,
      ...(profile && { profile }),
    })

  it('returns its id, and lists it before anybody has signed in', async ({ start }) => {
    const tenant = await withUsers(start)
    for (const idp of ['saml', 'cloud_directory', 'facebook', 'google', 'appid_custom', 'ibmid']) {
      const { status, body } = await prepare(tenant, idp, 'new@example.com', { attributes })
      expect([status, body]).toEqual([201, { id: expect.any(String), identities: [], attributes }])
      expect(Object.keys(body).join()).toBe('id,identities,attributes')
      const profile = await manage(tenant, 'GET', `/users/${body.id}/profile`)
      expect(answerOf(profile)).toEqual([200, body])
    }
    const bare = await prepare(tenant, 'google', 'g-2')
    expect(bare.body).toEqual({ id: expect.any(String), identities: [], attributes: {} })
    const { body } = await manage(tenant, 'GET', '/users?email=new@example.com')
    expect(body.users).toEqual(
      ['saml', 'cloud_directory'].map((idp) => ({
        id: expect.any(String),
        idp,
        email: 'new@example.com',
      })),
    )
  })

  it('gives the first sign-in its id, attributes and roles', async ({ start }) => {
    const tenant = await withUsers(start, waiting)
    const { body } = await prepare(tenant, 'cloud_directory', 'nora@EXAMPLE.com', { attributes })
    await manage(tenant, 'PUT', `/users/${body.id}/roles`, { roles: { names: ['editor'] } })
    const tokens = await ask(tenant, passwordOf(waiting))
    const { sub, identities } = claimsOf(tokens.body.id_token)
    expect([sub, identities]).toEqual([body.id, [{ provider: 'cloud_directory', id: waiting.id }]])
    const profile = await manage(tenant, 'GET', `/users/${body.id}/profile`)
    expect(profile.body).toMatchObject({ id: body.id, email: waiting.email, attributes })
    expect(profile.body.identities).toHaveLength(1)
    const roles = await manage(tenant, 'GET', `/users/${body.id}/roles`)
    expect(roles.body).toEqual({ roles: [{ id: role, name: 'editor' }] })
    expect((await manage(tenant, 'GET', '/users')).body.totalResults).toBe(1)
  })

  it('is lost on a user whose e-mail is not verified, who gets a fresh profile', async ({
    start,
  }) => {
    const tenant = await withUsers(start, { ...waiting, status: 'PENDING' })
    const off = { accessMode: 'OFF' }
    const interactions = {
      identityConfirmation: off,
      welcomeEnabled: true,
      resetPasswordEnabled: true,
      resetPasswordNotificationEnable: true,
    }
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
      isActive: true,
      config: { selfServiceEnabled: true, interactions },
    })
    const { body } = await prepare(tenant, 'cloud_directory', waiting.email, { attributes })
    const tokens = await ask(tenant, passwordOf(waiting))
    const { sub } = claimsOf(tokens.body.id_token)
    expect(sub).not.toBe(body.id)
    const profile = await manage(tenant, 'GET', `/users/${sub}/profile`)
    expect(profile.body.attributes).toEqual({})
    expect(answerOf(await manage(tenant, 'GET', `/users/${body.id}/profile`))).toEqual([
      404,
      unknown,
    ])
  })

  it('is for one provider alone, and for one user', async ({ start }) => {
    const tenant = await withUsers(start, waiting)
    const { body } = await prepare(tenant, 'google', waiting.email, { attributes })
    const tokens = await ask(tenant, passwordOf(waiting))
    expect(claimsOf(tokens.body.id_token).sub).not.toBe(body.id)
    expect((await manage(tenant, 'GET', `/users/${body.id}/profile`)).status).toBe(200)
  })

  it('is refused for whom a profile exists, or is prepared already', async ({ start }) => {
    const tenant = await withUsers(start, google, { ...users.ed })
    await prepare(tenant, 'saml', 'sam@example.com')
    const exists = { message: 'the user with this idp-identity already has a profile' }
    const prepared = { message: 'a profile is already prepared for this idp-identity' }
    for (const [idp, identity, message] of [
      ['google', 'g-1', exists],
      ['cloud_directory', users.ed.email, exists],
      ['saml', 'SAM@example.com', prepared],
    ] as const)
      expect(answerOf(await prepare(tenant, idp, identity))).toEqual([409, message])
  })

  it('refuses an incomplete request', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [body, message] of [
      [{ idp: 'google' }, 'idp-identity: is missing'],
      [{ idp: 'google', 'idp-identity': '' }, 'idp-identity: must not be empty'],
      [
        { idp: 'appid_anon', 'idp-identity': 'x' },
        'idp: must be saml or cloud_directory or facebook or google or appid_custom or ibmid',
      ],
      [
        { idp: 'google', 'idp-identity': 'x', profile: { attributes: [] } },
        'profile.attributes: must be an object',
      ],
    ] as const)
      expect(answerOf(await manage(tenant, 'POST', '/users', body))).toEqual([400, { message }])
  })

  it('of the Cloud Directory needs e-mail addresses to sign in with', async ({ start }) => {
    const tenant = await withUsers(start)
    const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
    await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
      ...body,
      config: { ...body.config, identityField: 'userName' },
    })
    const answer = await prepare(tenant, 'cloud_directory', 'nora')
    expect(answerOf(answer)).toEqual([
      400,
      {
        message:
          'a profile of a Cloud Directory user can be prepared only where users sign in with their e-mail address',
      },
    ])
  })
})

describe('exporting and importing profiles', () => {
  it('exports neither Cloud Directory users nor anonymous ones', async ({ start }) => {
    const tenant = await withUsers(start, google, anonymous, waiting, { ...users.ed })
    const answer = await manage(tenant, 'GET', '/users/export')
    const { body: profile } = await manage(tenant, 'GET', `/users/${google.profileId}/profile`)
    expect(answerOf(answer)).toEqual([
      200,
      {
        users: [{ ...profile, idp: 'google', roles: ['editor'] }],
        totalResults: 1,
        itemsPerPage: 1,
        requestOptions: {},
      },
    ])
  })

  it('imports an export with new ids, and the roles that exist', async ({ start }) => {
    const source = await withUsers(start, google)
    await manage(source, 'POST', '/users', { idp: 'saml', 'idp-identity': 'sam@example.com' })
    const { body: exported } = await manage(source, 'GET', '/users/export')
    const target = await withUsers(start)
    const imported = await manage(target, 'POST', '/users/import', exported)
    expect(answerOf(imported)).toEqual([200, { added: 2, failed: 0, failReasons: [] }])
    const { body: again } = await manage(target, 'GET', '/users/export')
    expect(again).toEqual({
      ...exported,
      users: exported.users.map((user: object) => ({ ...user, id: expect.any(String) })),
    })
    for (const user of again.users)
      expect([google.profileId, exported.users[1].id]).not.toContain(user.id)
    const foreign = exported.users.map((user: object) => ({ ...user, roles: ['nobody'] }))
    const other = await withUsers(start)
    await manage(other, 'POST', '/users/import', { users: foreign })
    const { body: without } = await manage(other, 'GET', '/users/export')
    expect(without.users[0].roles).toEqual([])
  })

  it('lists what it cannot import, and imports the rest', async ({ start }) => {
    const tenant = await withUsers(start, google)
    const identity = (provider: string, id: string) => ({ identities: [{ provider, id }] })
    const { status, body } = await manage(tenant, 'POST', '/users/import', {
      users: [
        { id: 'a', idp: 'google', ...identity('google', 'g-1'), attributes: {} },
        { id: 'b', idp: 'google', ...identity('google', 'g-2'), attributes: {} },
        { id: 'c', ...identity('cloud_directory', 'x'), attributes: {} },
        { id: 'd', idp: 'google', identities: [], attributes: {} },
        { ...identity('google', 'g-2'), attributes: {} },
        { id: 'f', ...identity('google', 'g-3'), attributes: { a: 'x'.repeat(100 * 1024) } },
      ],
    })
    const known = { message: 'there is already a profile with this identity' }
    expect([status, body]).toEqual([
      200,
      {
        added: 1,
        failed: 5,
        failReasons: [
          { originalId: 'a', idp: 'google', error: known },
          {
            originalId: 'c',
            error: {
              message:
                'identities.0.provider: must be saml or facebook or google or appid_custom or ibmid',
            },
          },
          { originalId: 'd', idp: 'google', error: { message: 'the profile has no identity' } },
          { error: known },
          {
            originalId: 'f',
            error: { message: 'the attributes of a profile are larger than 102400 bytes' },
          },
        ],
      },
    ])
    expect((await manage(tenant, 'GET', '/users')).body.totalResults).toBe(2)
  })

  it('takes 50 users at once', async ({ start }) => {
    const tenant = await withUsers(start)
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        identities: [{ provider: 'google', id: `g-${index}` }],
        attributes: {},
      }))
    const refused = await manage(tenant, 'POST', '/users/import', { users: many(51) })
    expect(answerOf(refused)).toEqual([400, { message: 'users: must have at most 50 users' }])
    const { body } = await manage(tenant, 'POST', '/users/import', { users: many(50) })
    expect(body).toEqual({ added: 50, failed: 0, failReasons: [] })
    const more = many(60).slice(50)
    await manage(tenant, 'POST', '/users/import', { users: more })
    // An export is read page by page.
    const pages = []
    for (let startIndex = 1; startIndex <= 60; startIndex += 50) {
      const query = `startIndex=${startIndex}`
      const { body: page } = await manage(tenant, 'GET', `/users/export?${query}`)
      pages.push([page.users.length, page.itemsPerPage, page.totalResults, page.requestOptions])
    }
    expect(pages).toEqual([
      [50, 50, 60, { startIndex: 1 }],
      [10, 10, 60, { startIndex: 51 }],
    ])
  })
})

describe('what the log says of users', () => {
  it('has no e-mail address', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'GET', `/users?email=${users.ed.email}`)
    await manage(tenant, 'POST', '/users', { idp: 'google', 'idp-identity': 'x@example.com' })
    await manage(tenant, 'POST', '/users', { idp: 'google', 'idp-identity': 'x@example.com' })
    await send(`${tenant.managementUrl}/users/x/profile`)
    const { requests } = await tenant.requests.list()
    expect(requests).toHaveLength(4)
    expect(JSON.stringify(requests)).not.toContain('example.com')
  })
})
