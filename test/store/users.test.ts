import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { UserFixture } from '../../src/index.ts'
import { demo, it } from '../support/emulator.ts'

const fixture = (users: readonly UserFixture[]) => ({
  version: 1 as const,
  tenants: { [demo.tenantId]: { roles: [{ id: role, name: 'editor' }], users } },
})
const role = '00000000-0000-4000-8000-0000000000aa'

describe('the users of a fixture', () => {
  it('get ids that are the same in every run', async ({ start }) => {
    const seed = fixture([{ email: 'a@example.com' }, { userName: 'b' }])
    const state = await (await start({ seed })).state.get()
    expect(await (await start({ seed })).state.get()).toEqual(state)
    const users = state.tenants[demo.tenantId]?.users
    const uuid = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f-]{16}$/)
    expect(users).toEqual([
      { email: 'a@example.com', id: uuid, profileId: uuid },
      { userName: 'b', id: uuid, profileId: uuid },
    ])
    expect(new Set(users?.flatMap(({ id, profileId }) => [id, profileId])).size).toBe(4)
  })

  it('keep what is given, and have their roles by id', async ({ start }) => {
    const given = {
      id: 'any id',
      profileId: null,
      email: 'a@example.com',
      attributes: { theme: 'dark', nested: { list: [1, null] } },
      scim: { phoneNumbers: [{ value: '1' }] },
    }
    const emulator = await start({ seed: fixture([{ ...given, roles: ['editor'] }]) })
    const state = await emulator.state.get()
    expect(state.tenants[demo.tenantId]?.users).toEqual([{ ...given, roles: [role] }])
    await emulator.state.set(state)
    expect(await emulator.state.get()).toEqual(state)
  })

  it('are refused when two of them cannot be told apart', async ({ start }) => {
    const cases: readonly (readonly [readonly UserFixture[], string])[] = [
      [[{ email: 'a@example.com' }, { email: 'A@example.com' }], 'email'],
      [[{ userName: 'a' }, { userName: 'A' }], 'userName'],
      [
        [
          { email: 'a', id: 'x' },
          { email: 'b', id: 'x' },
        ],
        'id',
      ],
      [
        [
          { email: 'a', profileId: role },
          { email: 'b', profileId: role },
        ],
        'profileId',
      ],
      [
        [
          { provider: 'saml', idpIdentity: 'a@example.com' },
          { provider: 'saml', idpIdentity: 'A@example.com' },
        ],
        'idpIdentity',
      ],
    ]
    for (const [users, member] of cases)
      await expect(start({ seed: fixture(users) })).rejects.toMatchObject({
        code: 'INVALID_SEED',
        message: `the seed: tenants.${demo.tenantId}.users.1.${member}: is the same as users.0.${member}`,
      })
  })

  it('are refused without anything to sign in with, as prepared with an id, and with a role that does not exist', async ({
    start,
  }) => {
    await expect(start({ seed: fixture([{ displayName: 'x' }]) })).rejects.toThrow(
      `tenants.${demo.tenantId}.users.0: email or userName is missing`,
    )
    const both = { email: 'a', id: 'x', idpIdentity: 'a' }
    await expect(start({ seed: fixture([both]) })).rejects.toThrow(
      `tenants.${demo.tenantId}.users.0: id and idpIdentity must not be together: a profile that is prepared has no id yet`,
    )
    await expect(start({ seed: fixture([{ email: 'a', roles: ['nobody'] }]) })).rejects.toThrow(
      `tenants.${demo.tenantId}.users.0.roles.0: there is no role nobody`,
    )
  })

  it('may have the e-mail of a user of another provider', async ({ start }) => {
    const users = [{ email: 'a' }, { provider: 'google' as const, email: 'a' }]
    const state = await (await start({ seed: fixture(users) })).state.get()
    expect(state.tenants[demo.tenantId]?.users).toHaveLength(2)
  })

  it('stand in the data file one per line', async ({ start, onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'appid-emulator-users-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const data = join(folder, 'db.json')
    await start({ data, seed: fixture([{ email: 'a' }, { email: 'b' }]) })
    const lines = (await readFile(data, 'utf8')).split('\n')
    expect(lines.filter((line) => line.startsWith('{"email"'))).toHaveLength(2)
  })
})
