import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, users } from '../../support/emulator.ts'

const change = (tenant: Tenant, sent: object) =>
  manage(tenant, 'POST', '/cloud_directory/change_password?language=en', sent)

const signIn = (tenant: Tenant, username: string, password: string) =>
  requestToken(tenant, demo.a, { grant_type: 'password', username, password })

const invalid = (detail: string) => ({
  status: '400',
  scimType: 'invalidValue',
  detail,
  message: detail,
})

describe('changing a password', () => {
  it('returns the user, and the new password alone is good from then on', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const { id, email } = users.ann
    const sent = { newPassword: 'next', uuid: id, changedIpAddress: '127.0.0.1' }
    const { status, body } = await change(tenant, sent)
    const read = await manage(tenant, 'GET', `/cloud_directory/Users/${id}`)
    expect([status, body]).toEqual([200, read.body])
    expect((await signIn(tenant, email, 'next')).status).toBe(200)
    expect((await signIn(tenant, email, users.ann.password)).status).toBe(400)
    const record = (await emulator.state.get()).tenants[demo.tenantId]?.users?.[0]
    expect(record).not.toHaveProperty('password')
    expect(record?.passwordHash).toMatch(/^scrypt\.[\w-]+\.[\w-]+$/)
  })

  it.for([
    [{ newPassword: 'x' }, 'uuid: is missing'],
    [{ uuid: users.ann.id }, 'newPassword: is missing'],
    [{ uuid: users.ann.id, newPassword: '' }, 'newPassword: must not be empty'],
  ] as const)('needs the id and the password: %#', async ([sent, detail], { emulator }) => {
    const { status, body } = await change(tenantOf(emulator), sent)
    expect([status, body]).toEqual([400, invalid(detail)])
  })
})

describe('a password that the tenant’s regular expression does not accept', () => {
  const emails = [{ value: users.ann.email }]
  const requests = (password: string) =>
    [
      ['POST', '/cloud_directory/Users', { emails, password }],
      ['POST', '/cloud_directory/sign_up', { emails, password }],
      ['PUT', `/cloud_directory/Users/${users.ann.id}`, { emails, password }],
      ['POST', '/cloud_directory/change_password', { uuid: users.ann.id, newPassword: password }],
    ] as const

  it.for([
    [{}, "The password doesn't meet the strength requirements."],
    [{ error_message: 'Use 8 characters.' }, 'Use 8 characters.'],
  ] as const)('gives 400 with its message: %#', async ([more, detail], { emulator }) => {
    const tenant = tenantOf(emulator)
    const config = '/config/cloud_directory/password_regex'
    await manage(tenant, 'PUT', config, { regex: '^.{8,}$', ...more })
    const before = await emulator.state.get()
    for (const [method, path, sent] of requests('seven77')) {
      const { status, body } = await manage(tenant, method, path, sent)
      expect([method, path, status, body]).toEqual([method, path, 400, invalid(detail)])
    }
    expect(await emulator.state.get()).toEqual(before)
    const statuses = []
    for (const [method, path, sent] of requests('eight888'))
      statuses.push((await manage(tenant, method, path, sent)).status)
    expect(statuses).toEqual([409, 409, 200, 200])
  })
})

describe('a regular expression that would take for ever', () => {
  it('refuses the password after a second, and the emulator goes on', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const config = '/config/cloud_directory/password_regex'
    await manage(tenant, 'PUT', config, { regex: '^(a+)+$', error_message: 'Only a.' })
    const newPassword = `${'a'.repeat(60)}!`
    const { status, body } = await change(tenant, { uuid: users.ann.id, newPassword })
    expect([status, body]).toEqual([
      400,
      invalid(
        'the regex of config/cloud_directory/password_regex takes longer than 1000 ms for this password: simplify it',
      ),
    ])
    const accepted = await change(tenant, { uuid: users.ann.id, newPassword: 'aaaa' })
    expect(accepted.status).toBe(200)
  })

  it('is compared with passwords of any characters', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const config = '/config/cloud_directory/password_regex'
    const text = '`$1\\"\'</script>\u2028\ud800\n__proto__'
    await manage(tenant, 'PUT', config, { regex: '^`\\$1\\\\"\'</script>\u2028.\n' })
    const { status } = await change(tenant, { uuid: users.ann.id, newPassword: text })
    const { status: refused } = await change(tenant, { uuid: users.ann.id, newPassword: 'x' })
    expect([status, refused]).toEqual([200, 400])
  })
})

describe('what arrives over HTTP', () => {
  it('leaves no password and no e-mail address in the journal or the state', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const sent = { emails: [{ value: 'hidden@example.com' }], password: 'Kx7-secret' }
    const { body } = await manage(tenant, 'POST', '/cloud_directory/sign_up', sent)
    await manage(tenant, 'POST', '/cloud_directory/sign_up', sent)
    await change(tenant, { uuid: body.id, newPassword: 'Kx8-secret' })
    await change(tenant, { uuid: 'hidden@example.com', newPassword: 'Kx8-secret' })
    const journal = JSON.stringify(await tenant.requests.list())
    expect(journal).not.toMatch(/hidden@|-secret/)
    const state = JSON.stringify(await emulator.state.get())
    expect(state).toContain('hidden@example.com')
    expect(state).not.toContain('-secret')
  })
})
