import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, users } from '../../support/emulator.ts'

const path = '/cloud_directory/sign_up'
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const sent = { emails: [{ value: 'new@example.com', primary: true }], password: 'secret' }

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const signIn = (tenant: Tenant) =>
  requestToken(tenant, demo.a, {
    grant_type: 'password',
    username: 'new@example.com',
    password: 'secret',
  })

/** Sets when the users of a tenant must verify their e-mail address. */
const setConfirmation = async (tenant: Tenant, accessMode: string) => {
  const { body } = await manage(tenant, 'GET', '/config/idps/cloud_directory')
  const { interactions } = body.config
  await manage(tenant, 'PUT', '/config/idps/cloud_directory', {
    ...body,
    config: {
      ...body.config,
      interactions: { ...interactions, identityConfirmation: { accessMode } },
    },
  })
}

describe('sign-up', () => {
  it('confirms nobody by a status of null', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { status, body } = await manage(tenant, 'POST', path, { ...sent, status: null })
    expect([status, body.status]).toEqual([201, 'PENDING'])
    expect((await signIn(tenant)).status).toBe(403)
  })

  it('returns the parts of the name in App ID’s order, and others after them', async ({
    emulator,
  }) => {
    const name = { middleName: 'M', formatted: 'N. New', familyName: 'New', givenName: 'Nora' }
    const { body } = await manage(tenantOf(emulator), 'POST', path, { ...sent, name })
    expect(body.name).toEqual(name)
    expect(Object.keys(body.name).join()).toBe('givenName,familyName,formatted,middleName')
  })

  it('returns 201 and the user with the id of the new profile at the end', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const query = '?shouldCreateProfile=true&language=en'
    const { status, body } = await manage(tenant, 'POST', `${path}${query}`, sent)
    expect([status, body]).toEqual([
      201,
      {
        displayName: 'new@example.com',
        active: true,
        mfaContext: {},
        emails: sent.emails,
        meta: {
          created: '2027-01-15T08:00:00.000Z',
          location: `/v1/${demo.tenantId}/Users/${body.id}`,
          lastModified: '2027-01-15T08:00:00.000Z',
          resourceType: 'User',
        },
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: uuid,
        status: 'PENDING',
        profileId: uuid,
      },
    ])
    expect(Object.keys(body).at(-1)).toBe('profileId')
    expect(body.profileId).not.toBe(body.id)
    const userinfo = await manage(tenant, 'GET', `/cloud_directory/${body.id}/userinfo`)
    expect(userinfo.body.sub).toBe(body.profileId)
    const read = await manage(tenant, 'GET', `/cloud_directory/Users/${body.id}`)
    const { profileId: _, ...user } = body
    expect(read.body).toEqual(user)
  })

  it('makes a profile unless shouldCreateProfile is false', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [index, query, has] of [
      [1, '', true],
      [2, '?shouldCreateProfile=', true],
      [3, '?shouldCreateProfile=false', false],
    ] as const) {
      const emails = [{ value: `${index}@example.com` }]
      const { body } = await manage(tenant, 'POST', `${path}${query}`, { ...sent, emails })
      expect([query, 'profileId' in body]).toEqual([query, has])
    }
    const { status, body } = await manage(tenant, 'POST', `${path}?shouldCreateProfile=no`, sent)
    const detail = 'shouldCreateProfile: must be true or false'
    expect([status, body]).toEqual([
      400,
      { status: '400', scimType: 'invalidValue', detail, message: detail },
    ])
  })

  it.for([
    ['FULL', 'PENDING', 403],
    ['RESTRICTIVE', 'PENDING', 200],
    ['OFF', 'CONFIRMED', 200],
    ['false', 'CONFIRMED', 200],
  ] as const)(
    'where confirmation is %s makes a user who is %s',
    async ([mode, expected, signedIn], { emulator }) => {
      const tenant = tenantOf(emulator)
      await setConfirmation(tenant, mode)
      const { body } = await manage(tenant, 'POST', path, sent)
      expect([body.status, (await signIn(tenant)).status]).toEqual([expected, signedIn])
    },
  )

  it('takes the status that is sent, and the tokens have the id of the profile', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'POST', path, { ...sent, status: 'CONFIRMED' })
    const { body: tokens } = await signIn(tenant)
    expect(claimsOf(tokens.id_token)).toMatchObject({
      sub: body.profileId,
      identities: [{ provider: 'cloud_directory', id: body.id }],
    })
  })

  it('accepts the e-mail address as the user name, too', async ({ emulator }) => {
    const named = { ...sent, userName: 'new@example.com' }
    const { status, body } = await manage(tenantOf(emulator), 'POST', path, named)
    expect([status, body.userName]).toEqual([201, 'new@example.com'])
  })

  it('returns 409 for an e-mail address in use', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const emails = [{ value: users.ann.email }]
    const { status, body } = await manage(tenant, 'POST', path, { ...sent, emails })
    const detail = 'emails: another user has this e-mail address'
    expect([status, body]).toEqual([
      409,
      { status: '409', scimType: 'uniqueness', detail, message: detail },
    ])
    expect(Object.keys(body).join()).toBe('status,scimType,detail,message')
  })
})

describe('sign-up of somebody for whom a profile was prepared', () => {
  const prepared = {
    profileId: '11111111-0000-4000-8000-000000000001',
    idpIdentity: 'New@example.com',
    attributes: { theme: 'dark' },
    roles: ['editor'],
  }
  const seed = {
    version: 1,
    tenants: {
      [demo.tenantId]: {
        applications: [{ ...demo.a }],
        roles: [{ name: 'editor' }],
        users: [prepared],
      },
    },
  } as const

  it('gives it to a verified user', async ({ start }) => {
    const emulator = await start({ seed })
    const tenant = tenantOf(emulator)
    const { body } = await manage(tenant, 'POST', path, { ...sent, status: 'CONFIRMED' })
    expect(body.profileId).toBe(prepared.profileId)
    const { body: userinfo } = await manage(tenant, 'GET', `/cloud_directory/${body.id}/userinfo`)
    expect([userinfo.sub, userinfo.attributes]).toEqual([prepared.profileId, { theme: 'dark' }])
    expect((await emulator.state.get()).tenants[demo.tenantId]?.users).toHaveLength(1)
  })

  it('gives a fresh one to a user who has not verified the e-mail address', async ({ start }) => {
    const tenant = tenantOf(await start({ seed }))
    const { body } = await manage(tenant, 'POST', path, sent)
    expect(body.profileId).not.toBe(prepared.profileId)
    const { body: userinfo } = await manage(tenant, 'GET', `/cloud_directory/${body.id}/userinfo`)
    expect(userinfo.attributes).toEqual({})
  })
})
