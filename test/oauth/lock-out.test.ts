import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, manage, tenantOf, users } from '../support/emulator.ts'
import { authorize, signIn } from '../support/sign-in.ts'
import { ask, enableRefresh, passwordOf } from '../support/tokens.ts'

const incorrect = {
  error: 'invalid_grant',
  error_description: 'The email or password that you entered is incorrect.',
}
const locked = { error: 'invalid_grant', error_description: 'User account locked' }

interface Policy {
  readonly enabled?: boolean
  readonly lockOutPolicy?: object
}

/** Locks users out for five minutes after the third wrong password, unless the test says something else. The clock stops. */
async function setPolicy(tenant: Tenant, { enabled = true, lockOutPolicy }: Policy = {}) {
  const config = { lockOutTimeSec: 300, numOfAttempts: 3 }
  await tenant.clock.set({ frozen: true })
  await manage(tenant, 'PUT', '/config/cloud_directory/advanced_password_management', {
    advancedPasswordManagement: {
      enabled,
      passwordReuse: { enabled: false },
      preventPasswordWithUsername: { enabled: false },
      passwordExpiration: { enabled: false },
      lockOutPolicy: { enabled: true, config, ...lockOutPolicy },
    },
  })
}

async function tryTo(tenant: Tenant, user: { email: string; password: string }) {
  const { status, body } = await ask(tenant, passwordOf(user))
  return status === 200 ? status : [status, body]
}

const wrong = (tenant: Tenant, user: { email: string } = users.ann) =>
  tryTo(tenant, { ...user, password: 'wrong' })
const right = (tenant: Tenant) => tryTo(tenant, users.ann)

async function fail(tenant: Tenant, times: number) {
  for (let time = 0; time < times; time += 1) expect(await wrong(tenant)).toEqual([400, incorrect])
}

describe('a lock-out', () => {
  it('follows too many wrong passwords in a row, and ends by the tenant’s clock', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const ann = async () => (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]
    await setPolicy(tenant)
    await tenant.clock.set({ now: 1_800_000_000 })
    const before = await ann()
    await fail(tenant, 2)
    expect(await ann()).toEqual(before)
    await fail(tenant, 1)
    expect(await ann()).toEqual({ ...before, active: false, lockedUntil: 1_800_000_300_000 })
    expect(await right(tenant)).toEqual([400, locked])
    expect(await tryTo(tenant, users.ed)).toBe(200)
    await tenant.clock.advance(299)
    expect(await right(tenant)).toEqual([400, locked])
    await tenant.clock.advance(1)
    expect(await right(tenant)).toBe(200)
    expect(await ann()).toEqual(before)
  })

  const page = (tenant: Tenant) =>
    signIn(tenant, { user: `cloud_directory:${users.ann.id}` }, { state: 'x' })

  it.for<[string, (tenant: Tenant) => Promise<unknown>]>([
    ['tenant.signIn()', (tenant) => tenant.signIn({ email: users.ann.email })],
    ['a click at the page', page],
    ['login_hint', (tenant) => authorize(tenant, { login_hint: users.ann.email })],
    ['the password at the page', (tenant) => signIn(tenant, users.ann)],
  ])('whose time is over ends with any sign-in: %s', async ([, enter], { start }) => {
    const emulator = await start({ autoLogin: true })
    const tenant = tenantOf(emulator)
    const ann = async () => (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]
    const scim = async () => {
      const { body } = await manage(tenant, 'GET', `/cloud_directory/Users/${users.ann.id}`)
      return [body.active, body.lockedUntil]
    }
    await setPolicy(tenant)
    const before = [await ann(), await scim(), await tenant.users.list()]
    await fail(tenant, 3)
    expect(await scim()).toEqual([false, expect.any(Number)])
    await tenant.clock.advance(300)
    await enter(tenant)
    const { users: listed, total } = await tenant.users.list()
    const after = listed.map(({ lastLogin: _, ...user }) => user)
    expect([await ann(), await scim(), { users: after, total }]).toEqual(before)
  })

  it('whose time is not over stays, whoever tries to sign in', async ({ start }) => {
    const emulator = await start({ autoLogin: true })
    const tenant = tenantOf(emulator)
    const ann = async () => (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]
    await setPolicy(tenant)
    await fail(tenant, 3)
    const locked = await ann()
    await tenant.clock.advance(299)
    await page(tenant)
    await authorize(tenant, { login_hint: users.ann.email })
    await expect(tenant.signIn({ email: users.ann.email })).rejects.toThrow('is locked')
    expect(await ann()).toEqual(locked)
  })

  it('stops refresh tokens until its end', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    await setPolicy(tenant)
    const { body } = await ask(tenant, passwordOf(users.ann))
    const refresh = async () =>
      (await ask(tenant, { grant_type: 'refresh_token', refresh_token: body.refresh_token })).status
    await fail(tenant, 3)
    await tenant.clock.advance(299)
    expect(await refresh()).toBe(400)
    const { requests } = await tenant.requests.list()
    expect(requests.at(-1)?.error).toBe(
      `the refresh token belongs to the user ${users.ann.profileId}, who is locked out`,
    )
    await tenant.clock.advance(1)
    expect(await refresh()).toBe(200)
  })

  it('is said in the log', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await setPolicy(tenant, { lockOutPolicy: { config: { lockOutTimeSec: 60, numOfAttempts: 2 } } })
    await fail(tenant, 3)
    await right(tenant)
    const { requests } = await tenant.requests.list({ operation: 'oauth-server.token' })
    expect(requests.map(({ error }) => error)).toEqual([
      `wrong password of ${users.ann.id}: 1 of 2 before the lock-out`,
      `wrong password of ${users.ann.id}, who is locked out for 60 s`,
      `wrong password of ${users.ann.id}`,
      'User account locked',
    ])
  })

  it('counts from the beginning after a right password and after a lock-out, but not during one', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await setPolicy(tenant)
    for (let round = 0; round < 2; round += 1) {
      await fail(tenant, 2)
      expect(await right(tenant)).toBe(200)
    }
    await fail(tenant, 3)
    await fail(tenant, 2)
    await tenant.clock.advance(300)
    await fail(tenant, 2)
    expect(await right(tenant)).toBe(200)
  })

  it('may follow another one', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await setPolicy(tenant)
    await fail(tenant, 3)
    await tenant.clock.advance(300)
    await fail(tenant, 3)
    await tenant.clock.advance(299)
    expect(await right(tenant)).toEqual([400, locked])
    await tenant.clock.advance(1)
    expect(await right(tenant)).toBe(200)
  })

  it.for([{ enabled: false }, { lockOutPolicy: { enabled: false } }])(
    'happens only where both switches are on: %j',
    async (policy, { emulator }) => {
      const tenant = tenantOf(emulator)
      await setPolicy(tenant, policy)
      await fail(tenant, 4)
      expect(await right(tenant)).toBe(200)
    },
  )

  it('is after three wrong passwords and for half an hour, unless the policy says something else', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await setPolicy(tenant, { lockOutPolicy: { config: undefined } })
    await fail(tenant, 3)
    await tenant.clock.advance(1799)
    expect(await right(tenant)).toEqual([400, locked])
    await tenant.clock.advance(1)
    expect(await right(tenant)).toBe(200)
  })

  it('is counted for each user and each tenant, and is gone after a reset', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const copy = await emulator.createTenant({ from: 'demo', keepIds: true })
    await setPolicy(tenant)
    await setPolicy(copy)
    await fail(tenant, 2)
    expect(await wrong(copy)).toEqual([400, incorrect])
    expect(await wrong(tenant, users.ed)).toEqual([400, incorrect])
    expect(await right(copy)).toBe(200)
    await tenant.reset()
    await setPolicy(tenant)
    await fail(tenant, 2)
    expect(await right(tenant)).toBe(200)
  })

  it('never makes a user active who was made inactive', async ({ start }) => {
    const user = { email: 'a', password: 'a', active: false }
    const tenant = { applications: [{ ...demo.a }], users: [user] }
    const emulator = await start({ seed: { version: 1, tenants: { [demo.tenantId]: tenant } } })
    await setPolicy(tenantOf(emulator))
    for (let time = 0; time < 4; time += 1) await wrong(tenantOf(emulator), user)
    await tenantOf(emulator).clock.advance(300)
    expect(await tryTo(tenantOf(emulator), user)).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'User account disabled' },
    ])
  })
})
