import { describe, expect } from 'vitest'
import { connect, type Tenant } from '../../src/index.ts'
import { control, demo, it, manage, send, tenantOf, users } from '../support/emulator.ts'

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/)
const now = 2_000_000_000
const path = `/tenants/${demo.tenantId}/users`
const other = '00000000-0000-4000-8000-000000000001'

const ann = {
  id: users.ann.id,
  profileId: users.ann.profileId,
  email: 'ann@example.com',
  password: 'ann',
  givenName: 'Ann',
  familyName: 'Archer',
  provider: 'cloud_directory',
  displayName: 'Ann Archer',
  status: 'CONFIRMED',
  active: true,
  attributes: {},
  roles: [],
}
const ed = {
  ...ann,
  id: users.ed.id,
  profileId: users.ed.profileId,
  email: 'ed@example.com',
  password: 'ed',
  givenName: 'Ed',
  familyName: 'Editor',
  displayName: 'Ed Editor',
  attributes: { theme: 'dark', points: 150 },
  roles: ['editor'],
}
const pat = {
  ...ann,
  id: users.pat.id,
  profileId: users.pat.profileId,
  email: 'pat@example.com',
  password: 'pat',
  givenName: 'Pat',
  familyName: 'Pending',
  displayName: 'Pat Pending',
  status: 'PENDING',
}

const namesOf = async (tenant: Tenant) => {
  const { users } = await tenant.users.list()
  return users.map(({ email, userName, id }) => email ?? userName ?? id)
}

describe('the users of a tenant', () => {
  it('are shown without the hash of a password, but not as if there were none', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'POST', '/cloud_directory/Users', {
      emails: [{ value: 'hashed@example.com', primary: true }],
      password: 'secret',
    })
    await tenant.users.add({ email: 'none@example.com' })
    const { users } = await tenant.users.list()
    expect(
      users.map(({ email, password, passwordHashed, ...more }) => [
        email,
        password,
        passwordHashed,
        'passwordHash' in more,
      ]),
    ).toEqual([
      ['ann@example.com', 'ann', undefined, false],
      ['ed@example.com', 'ed', undefined, false],
      ['pat@example.com', 'pat', undefined, false],
      ['hashed@example.com', undefined, true, false],
      ['none@example.com', undefined, undefined, false],
    ])
  })

  it('are listed with their defaults, and with their roles by name', async ({ emulator }) => {
    const { status, body } = await control(emulator, 'GET', path)
    expect([status, body]).toEqual([200, { users: [ann, ed, pat], total: 3 }])
    expect(await tenantOf(emulator).users.list()).toEqual(body)
    const connection = await connect(emulator.url)
    expect(await tenantOf(connection).users.list()).toEqual(body)
  })

  it('are none in a tenant without users', async ({ emulator }) => {
    const tenant = await emulator.createTenant()
    expect(await tenant.users.list()).toEqual({ users: [], total: 0 })
    expect((await control(emulator, 'GET', '/tenants/nobody/users')).body.code).toBe(
      'UNKNOWN_TENANT',
    )
  })

  it('are listed up to a limit', async ({ emulator }) => {
    const { status, body } = await control(emulator, 'GET', `${path}?limit=2`)
    expect([status, body]).toEqual([200, { users: [ann, ed], total: 3 }])
    expect(await tenantOf(emulator).users.list({ limit: 0 })).toEqual({ users: [], total: 3 })
    expect((await control(emulator, 'GET', `${path}?limit=-1`)).body).toEqual({
      code: 'INVALID_INPUT',
      message: 'limit: must be a whole number of at least 0',
    })
  })

  it('are listed with the time of the last sign-in, and never with the hash of a password', async ({
    start,
  }) => {
    const user = { email: 'a@b.c', password: 'a', refreshGeneration: 2, passwordHash: 'scrypt.a.b' }
    const tenants = { [demo.tenantId]: { applications: [{ ...demo.a }], users: [user] } }
    const emulator = await start({ seed: { version: 1, tenants }, now: () => now * 1000 })
    const tenant = tenantOf(emulator)
    await tenant.signIn({ email: 'a@b.c' })
    expect((await tenant.users.list()).users).toEqual([
      {
        id: uuid,
        profileId: uuid,
        email: 'a@b.c',
        password: 'a',
        provider: 'cloud_directory',
        displayName: 'a@b.c',
        status: 'CONFIRMED',
        active: true,
        attributes: {},
        roles: [],
        lastLogin: '2033-05-18T03:33:20.000Z',
      },
    ])
  })

  it('are copied when they are returned and when they are added', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const given = { email: 'x@example.com', attributes: { theme: 'dark' }, roles: ['editor'] }
    const added = await tenant.users.add(given)
    const before = (await tenant.users.list()).users
    expect(before).toEqual([ann, ed, pat, added])
    for (const user of [given, added, ...(await tenant.users.list()).users]) {
      // False where the emulator's own state, which is frozen in tests, was returned.
      expect(Reflect.set(user.attributes, 'theme', 'changed')).toBe(true)
      expect(Reflect.set(user.roles, 0, 'changed')).toBe(true)
    }
    expect((await tenant.users.list()).users).toEqual(before)
  })

  it('are in what export prints', async ({ emulator }) => {
    const { tenants } = await emulator.state.get()
    expect(tenants[demo.tenantId]?.users?.map(({ email, password }) => [email, password])).toEqual([
      ['ann@example.com', 'ann'],
      ['ed@example.com', 'ed'],
      ['pat@example.com', 'pat'],
    ])
  })
})

describe('a user that is added', () => {
  it('is completed with random ids, and signs in with the password, which stays as it is written', async ({
    start,
  }) => {
    const emulator = await start({ now: () => now * 1000 })
    const tenant = tenantOf(emulator)
    const wanted = { email: 'new@example.com', password: 'secret', roles: ['editor'] }
    const { status, body } = await control(emulator, 'POST', path, wanted)
    const expected = {
      id: uuid,
      profileId: uuid,
      email: 'new@example.com',
      password: 'secret',
      provider: 'cloud_directory',
      displayName: 'new@example.com',
      status: 'CONFIRMED',
      active: true,
      attributes: {},
      roles: ['editor'],
      created: '2033-05-18T03:33:20.000Z',
    }
    expect([status, body]).toEqual([201, expected])
    expect(body.id).not.toBe(body.profileId)
    expect((await tenant.users.list()).users.at(-1)).toEqual(body)
    const again = await tenant.users.add({ ...wanted, email: 'other@example.com' })
    expect([again.id, again.profileId]).not.toContain(body.id)
    const { body: tokens } = await send(`${tenant.oAuthServerUrl}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${demo.a.clientId}:${demo.a.secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'password',
        username: wanted.email,
        password: wanted.password,
      }),
    })
    expect(tokens.scope).toMatch(/ articles\.write$/)
    const state = await emulator.state.get()
    expect(state.tenants[demo.tenantId]?.users?.at(-2)).toMatchObject({ password: 'secret' })
  })

  it('has the ids and the provider that are given, and no profile where that is null', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const given = {
      provider: 'google',
      id: '123',
      profileId: null,
      email: 'ann@example.com',
      scim: { picture: 'https://example.com/a.png' },
    } as const
    const added = await tenant.users.add(given)
    expect(added).toEqual({
      ...given,
      displayName: 'ann@example.com',
      active: true,
      attributes: {},
      roles: [],
      created: expect.any(String),
    })
    const anonymous = await tenant.users.add({ provider: 'appid_anon' })
    expect(Object.keys(anonymous)).not.toContain('id')
    const prepared = await tenant.users.add({ idpIdentity: 'soon@example.com' })
    expect([Object.keys(prepared).includes('id'), prepared.profileId]).toEqual([false, uuid])
  })

  it('can be the copy of a user of another tenant', async ({ emulator }) => {
    const role = { name: 'editor' }
    const tenant = await emulator.createTenant({ fixture: { roles: [role] } })
    await tenant.users.add(ed as Parameters<Tenant['users']['add']>[0])
    expect((await tenant.users.list()).users).toEqual([{ ...ed, created: expect.any(String) }])
  })

  it.for([
    [{ email: 'ANN@example.com' }, 'email'],
    [{ email: 'x@example.com', id: users.ann.id }, 'id'],
    [{ email: 'x@example.com', profileId: users.ann.profileId }, 'profileId'],
    [{ provider: 'google', id: '1', profileId: users.ann.profileId }, 'profileId'],
    [{ userName: 'Bob' }, 'userName'],
    [{ idpIdentity: 'Soon' }, 'idpIdentity'],
  ] as const)(
    'is refused if another user has the same: %j',
    async ([wanted, member], { emulator }) => {
      const tenant = tenantOf(emulator)
      await tenant.users.add({ userName: 'bob' })
      await tenant.users.add({ idpIdentity: 'soon' })
      const { status, body } = await control(emulator, 'POST', path, wanted)
      expect([status, body]).toEqual([
        409,
        { code: 'ALREADY_EXISTS', message: `${member}: another user of the tenant has it` },
      ])
      expect((await tenant.users.list()).users).toHaveLength(5)
    },
  )

  it('may have the id of another user’s profile, or of one of another provider', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ email: 'x@example.com', id: users.ann.profileId })
    await tenant.users.add({ provider: 'google', id: users.ann.id, email: 'ann@example.com' })
    expect((await tenant.users.list()).users).toHaveLength(5)
  })

  it.for([
    [{ password: 'a' }, 'email or userName is missing'],
    [{ email: 'a', nmae: 'x' }, 'nmae: is not known here'],
    [{ email: 'a', profileId: 'x' }, 'profileId: must be a uuid in lower case'],
    [{ email: 'a', roles: ['nobody'] }, 'roles.0: there is no role nobody'],
    [
      { email: 'a', roles: ['editor', 'd8a4c1f2-3b6e-4a57-9c80-1f2e3d4c5b01'] },
      'roles.1: role d8a4c1f2-3b6e-4a57-9c80-1f2e3d4c5b01 is listed twice',
    ],
  ] as const)('is refused if it is not one: %j', async ([wanted, message], { emulator }) => {
    const { status, body } = await control(emulator, 'POST', path, wanted)
    expect([status, body.code]).toEqual([400, 'INVALID_INPUT'])
    expect(body.message.slice(0, message.length)).toBe(message)
  })

  it('is gone with a reset, and one that was deleted is back', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ email: 'x@example.com' })
    await tenant.users.delete(users.ann.id)
    await tenant.reset()
    expect((await tenant.users.list()).users).toEqual([ann, ed, pat])
  })
})

describe('a user that is deleted', () => {
  it('is named by id, and has neither entry nor profile any more', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, body } = await control(emulator, 'DELETE', `${path}/${users.ann.id}`)
    expect([status, body]).toEqual([204, ''])
    expect(await namesOf(tenant)).toEqual(['ed@example.com', 'pat@example.com'])
    await expect(tenant.signIn({ profileId: users.ann.profileId })).rejects.toMatchObject({
      code: 'UNKNOWN_USER',
    })
  })

  it('is named by profileId if nobody has such an id', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { profileId } = await tenant.users.add({ provider: 'appid_anon' })
    await tenant.users.delete(`${profileId}`)
    expect(await namesOf(tenant)).toEqual(['ann@example.com', 'ed@example.com', 'pat@example.com'])
    await tenant.users.add({ email: 'x@example.com', id: users.ann.profileId })
    await tenant.users.delete(users.ann.profileId)
    expect(await namesOf(tenant)).toEqual(['ann@example.com', 'ed@example.com', 'pat@example.com'])
    await tenant.users.delete(users.ann.profileId)
    expect(await namesOf(tenant)).toEqual(['ed@example.com', 'pat@example.com'])
  })

  it('must be unambiguous, and must exist', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ provider: 'google', id: 'a/b', profileId: other })
    await tenant.users.add({ provider: 'facebook', id: 'a/b' })
    await expect(tenant.users.delete('a/b')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'id: several users have it: use the profileId',
    })
    await tenant.users.delete(other)
    const connection = await connect(emulator.url)
    await tenantOf(connection).users.delete('a/b')
    expect((await tenant.users.list()).users).toEqual([ann, ed, pat])
    for (const id of ['nobody', users.ann.email]) {
      const { status, body } = await control(emulator, 'DELETE', `${path}/${id}`)
      expect([status, body]).toEqual([
        404,
        {
          code: 'UNKNOWN_USER',
          message: `id: tenant ${demo.tenantId} has no user with this id or profileId`,
        },
      ])
    }
    expect((await control(emulator, 'DELETE', `${path}/`)).status).toBe(404)
  })

  it('can be added again, without the last sign-in', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.signIn({ email: users.ann.email })
    await tenant.users.delete(users.ann.id)
    const again = await tenant.users.add({
      id: users.ann.id,
      profileId: users.ann.profileId,
      email: users.ann.email,
    })
    expect(Object.keys(again)).not.toContain('lastLogin')
  })
})

describe('requests about users', () => {
  it('are not in the journal, and the log has neither e-mail addresses nor tokens', async ({
    start,
  }) => {
    const events: object[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    await control(emulator, 'GET', path)
    const user = { email: 'new@example.com', password: 'secret' }
    const { body } = await control(emulator, 'POST', path, user)
    await control(emulator, 'POST', path, user)
    const signIn = `/tenants/${demo.tenantId}/sign-in`
    const signedIn = await control(emulator, 'POST', signIn, { email: user.email })
    await control(emulator, 'POST', signIn, { email: users.pat.email })
    await control(emulator, 'DELETE', `${path}/${body.id}`)
    await control(emulator, 'POST', signIn, { email: user.email })
    expect(events).toMatchObject(
      [200, 201, 409, 200, 409, 204, 404].map((status) => ({ event: 'request', status })),
    )
    const log = JSON.stringify(events)
    for (const text of ['example.com', 'secret', signedIn.body.accessToken])
      expect(log).not.toContain(text)
    expect((await emulator.requests.list()).requests).toEqual([])
  })
})
