import { describe, expect } from 'vitest'
import type { Emulator, Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, users } from '../../support/emulator.ts'

const path = '/cloud_directory/Users'

const recordsOf = async (emulator: Emulator) =>
  (await emulator.state.get()).tenants[demo.tenantId]?.users ?? []

const signIn = (tenant: Tenant, { email, password }: { email: string; password: string }) =>
  requestToken(tenant, demo.a, { grant_type: 'password', username: email, password })

const unknown = {
  status: '404',
  detail: 'there is no user with this id in the Cloud Directory',
  message: 'there is no user with this id in the Cloud Directory',
}

describe('deleting a user from the directory', () => {
  it('keeps the profile, with its name and e-mail address, and nothing that signs in', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { roles } = (await recordsOf(emulator))[1] ?? {}
    const { status, body } = await manage(tenant, 'DELETE', `${path}/${users.ed.id}`)
    expect([status, body]).toEqual([204, ''])
    expect((await recordsOf(emulator))[1]).toEqual({
      id: users.ed.id,
      profileId: users.ed.profileId,
      email: users.ed.email,
      displayName: 'Ed Editor',
      attributes: { theme: 'dark', points: 150 },
      roles,
      removed: true,
    })
    expect((await manage(tenant, 'GET', `${path}/${users.ed.id}`)).status).toBe(404)
    expect((await signIn(tenant, users.ed)).status).toBe(400)
  })

  it('is done once', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'DELETE', `${path}/${users.ed.id}`)
    const { status, body } = await manage(tenant, 'DELETE', `${path}/${users.ed.id}`)
    // The id of the user is not that of the profile, which is still there.
    expect([status, body]).toEqual([404, unknown])
  })

  it('frees the e-mail address, and whoever gets it next gets a profile of their own', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'DELETE', `${path}/${users.ed.id}`)
    const { status, body } = await manage(tenant, 'POST', '/cloud_directory/sign_up', {
      emails: [{ value: users.ed.email }],
      password: 'x',
    })
    expect(status).toBe(201)
    expect([users.ed.id, users.ed.profileId]).not.toContain(body.id)
    expect([users.ed.id, users.ed.profileId]).not.toContain(body.profileId)
  })

  it('leaves nothing of a user who has no profile', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const before = await recordsOf(emulator)
    const sent = { emails: [{ value: 'new@example.com' }], password: 'x' }
    const { body } = await manage(tenant, 'POST', path, sent)
    await manage(tenant, 'DELETE', `${path}/${body.id}`)
    expect(await recordsOf(emulator)).toEqual(before)
  })
})

describe('removing users', () => {
  it('removes the profile, too', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const [, ...others] = await recordsOf(emulator)
    const { status, body } = await manage(
      tenant,
      'DELETE',
      `/cloud_directory/remove/${users.ann.id}`,
    )
    expect([status, body]).toEqual([204, ''])
    expect(await recordsOf(emulator)).toEqual(others)
  })

  it('in bulk says how many there were, and which were unknown', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const before = await recordsOf(emulator)
    const ids = [users.ann.id, users.ed.profileId, users.pat.id, users.pat.id]
    const { status, body } = await manage(tenant, 'POST', '/cloud_directory/bulk_remove', { ids })
    expect([status, body]).toEqual([
      200,
      { deleted: 2, failed: 1, failReasons: [{ id: users.ed.profileId, error: unknown }] },
    ])
    expect(await recordsOf(emulator)).toEqual([before[1]])
  })

  it.for([
    [{}, 'ids: is missing'],
    [{ ids: Array(101).fill('x') }, 'ids: must have at most 100 ids'],
    [{ ids: [1] }, 'ids.0: must be a string, not a number'],
  ] as const)(
    'in bulk refuses what is no list of ids: %#',
    async ([sent, detail], { emulator }) => {
      const tenant = tenantOf(emulator)
      const { status, body } = await manage(tenant, 'POST', '/cloud_directory/bulk_remove', sent)
      expect([status, body]).toEqual([
        400,
        { status: '400', scimType: 'invalidValue', detail, message: detail },
      ])
    },
  )
})
