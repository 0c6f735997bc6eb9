import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { connect, type Emulator } from '../../src/index.ts'
import { it, linesOf } from '../support/cli.ts'
import { demo, manage, requestToken, send, tenantOf, testing } from '../support/emulator.ts'

const third = '00000000-0000-4000-8000-000000000003'
const server = ['--port', '0', '--in-memory']

/** Gives an emulator everything that a fixture can say, in an order that no schema has. */
async function fill(emulator: Emulator): Promise<{ clientId: string; secret: string }> {
  const tenant = tenantOf(emulator)
  const answers = [
    await manage(tenant, 'POST', '/applications', { type: 'regularwebapp', name: 'Z\u009b' }),
    await manage(tenant, 'POST', '/applications', { name: 'page', type: 'singlepageapp' }),
  ]
  const { clientId, secret } = answers[0]?.body ?? {}
  const at = `/applications/${clientId}`
  const access = [{ scopes: ['write', 'read'], application_id: clientId }]
  answers.push(
    await manage(tenant, 'PUT', `${at}/scopes`, { scopes: ['write', 'read'] }),
    await manage(tenant, 'POST', '/roles', { access, name: 'writer' }),
    await manage(tenant, 'POST', '/roles', { access: [], name: 'a role', description: 'none' }),
    await manage(tenant, 'PUT', '/config/tokens', { access: { expires_in: 400 } }),
    await manage(tenant, 'PUT', '/config/redirect_uris', {
      redirectUris: ['http://b', 'http://a'],
    }),
    await manage(tenantOf(emulator, testing.tenantId), 'PUT', '/config/users_profile', {
      isActive: false,
    }),
    // Makes IAM's key.
    await send(`${emulator.url}/identity/keys`),
  )
  const roles = (await manage(tenant, 'GET', '/roles')).body.roles.map(
    ({ id }: { id: string }) => id,
  )
  answers.push(await manage(tenant, 'PUT', `${at}/roles`, { roles: { ids: roles } }))
  expect(answers.filter(({ status }) => status >= 300)).toEqual([])
  await tenant.keys.rotate({ keepOld: false })
  await tenant.clock.set({ now: 1_700_000_000, frozen: true })
  await tenant.faults.add({ effect: { status: 500 }, operation: 'mgmt.getApplication', after: 1 })
  await emulator.faults.add({ effect: { delayMs: 1 }, times: 1 })
  await emulator.createTenant({ tenantId: third, name: 'demo', fixture: { applications: [{}] } })
  return { clientId, secret }
}

describe('appid-emulator export', () => {
  it('prints a fixture of everything, with which another emulator starts in the same state', async ({
    run,
    folder,
  }) => {
    await writeFile(
      join(folder, 'iam.json'),
      JSON.stringify({ version: 1, iam: { apiKeys: ['b', 'a'] }, tenants: {} }),
    )
    const url = await run([...server, '--seed', 'demo', '--seed', './iam.json']).ready()
    const emulator = await connect(url)
    const client = await fill(emulator)
    const exported = run(['export', '--url', url])
    expect([await exported.early(), exported.stderr]).toEqual([0, ''])
    const text = exported.stdout
    expect(JSON.parse(text)).toEqual(await emulator.state.get())
    expect(`${JSON.stringify(JSON.parse(text), null, 2)}\n`).toBe(
      text.replaceAll('\\u009b', '\u009b'),
    )

    await writeFile(join(folder, 'f.json'), text)
    const check = run(['check', 'f.json'])
    expect([await check.early(), check.stdout, check.stderr]).toEqual([0, '', ''])

    const copyUrl = await run([...server, '--seed', './f.json']).ready()
    const again = run(['export'], { env: { APPID_EMULATOR_URL: copyUrl } })
    expect([await again.early(), again.stdout]).toEqual([0, text])
    const tenant = tenantOf(await connect(copyUrl))
    const { status, body } = await requestToken(tenant, client)
    expect([status, body.expires_in]).toEqual([200, 400])
    const keys = createRemoteJWKSet(new URL(`${tenantOf(emulator).oAuthServerUrl}/publickeys`))
    const { payload } = await jwtVerify(body.access_token, keys, {
      currentDate: new Date(1_700_000_000_000),
    })
    expect(payload).toMatchObject({ aud: [client.clientId], iat: 1_700_000_000 })
  })

  it('prints all in the order in which it was made, so that one registration is one change', async ({
    run,
  }) => {
    const url = await run(server).ready()
    const emulator = await connect(url)
    await fill(emulator)
    const printed = async () => {
      const command = run(['export', '--url', url])
      expect(await command.early()).toBe(0)
      return command.stdout
    }
    const before = await printed()
    expect(await printed()).toBe(before)
    expect(linesOf(before).filter((line) => /^ {4}"[\da-f-]{36}"|^ {10}"name"/.test(line))).toEqual(
      [
        `    "${demo.tenantId}": {`,
        ...['Application A', 'Application B', 'Z\\u009b', 'page', 'editor', 'writer', 'a role'].map(
          (name) => `          "name": "${name}",`,
        ),
        `    "${testing.tenantId}": {`,
        '          "name": "testing",',
        `    "${third}": {`,
        '          "name": "application",',
      ],
    )

    const { body } = await manage(tenantOf(emulator), 'POST', '/applications', { name: 'new' })
    const [old, now] = [linesOf(before), linesOf(await printed())]
    const from = now.findIndex((line, index) => line !== old[index])
    const added = now.length - old.length
    expect(now.slice(from, from + added)).toEqual([
      '        },',
      '        {',
      `          "clientId": "${body.clientId}",`,
      `          "secret": "${body.secret}",`,
      '          "name": "new",',
      '          "type": "regularwebapp"',
    ])
    expect(now.toSpliced(from, added)).toEqual(old)
  })

  it('prints one tenant, by its id or name, without what belongs to the whole emulator', async ({
    run,
  }) => {
    const url = await run(server).ready()
    const emulator = await connect(url)
    await fill(emulator)
    const { tenants } = await emulator.state.get()
    for (const [nameOrId, tenantId] of [
      ['testing', testing.tenantId],
      [demo.tenantId, demo.tenantId],
    ] as const) {
      const command = run(['export', '--url', url, '--tenant', nameOrId])
      expect([await command.early(), command.stderr]).toEqual([0, ''])
      expect(JSON.parse(command.stdout)).toEqual({
        version: 1,
        tenants: { [tenantId]: tenants[tenantId] },
      })
    }
    // Two tenants are called demo.
    for (const [nameOrId, line] of [
      ['demo', 'the name demo is not unique (2 found): use the id instead'],
      ['nobody', 'there is no tenant nobody; known: demo, testing'],
    ] as const) {
      const command = run(['export', '--url', url, '--tenant', nameOrId])
      expect([await command.early(), command.stdout]).toEqual([2, ''])
      expect(linesOf(command.stderr)).toEqual([line, 'See appid-emulator export --help'])
    }
  })

  it('leaves out the signing keys and nothing else with --no-keys', async ({ run, folder }) => {
    const url = await run(server).ready()
    const emulator = await connect(url)
    await send(`${url}/identity/keys`)
    const state = await emulator.state.get()
    expect(state.iam?.signingKeys).toHaveLength(1)
    const keyless = {
      ...state,
      iam: undefined,
      tenants: Object.fromEntries(
        Object.entries(state.tenants).map(([id, tenant]) => [
          id,
          { ...tenant, signingKeys: undefined },
        ]),
      ),
    }
    const printed = async (...args: string[]) => {
      const command = run(['--no-keys', 'export', '--url', url, ...args])
      expect([await command.early(), command.stderr]).toEqual([0, ''])
      return command.stdout
    }
    const text = await printed()
    expect(text).not.toMatch(/iam|signingKeys|kid/)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(keyless)))
    expect(JSON.parse(await printed('--tenant', 'testing')).tenants).toEqual({
      [testing.tenantId]: JSON.parse(text).tenants[testing.tenantId],
    })
    await emulator.state.set({ ...state, iam: { ...state.iam, apiKeys: ['a key'] } })
    expect(JSON.parse(await printed()).iam).toEqual({ apiKeys: ['a key'] })

    await writeFile(join(folder, 'f.json'), text)
    const tenant = tenantOf(await connect(await run([...server, '--seed', './f.json']).ready()))
    expect((await requestToken(tenant)).status).toBe(200)
  })

  it('keeps the schema that a fixture names, also with --tenant', async ({ run }) => {
    const url = await run(server).ready()
    const emulator = await connect(url)
    await emulator.state.set({ $schema: './x', ...(await emulator.state.get()) })
    for (const args of [[], ['--tenant', 'demo']]) {
      const command = run(['export', '--url', url, '--no-keys', ...args])
      expect(await command.early()).toBe(0)
      expect(command.stdout).toMatch(/^\{\n {2}"\$schema": "\.\/x",\n {2}"version": 1,\n/)
    }
  })

  it.runIf(existsSync('/dev/full'))(
    'exits with 1 when the disk is full, as the other commands that print do',
    async ({ run }) => {
      const url = await run(server).ready()
      for (const name of ['export', 'env', 'token']) {
        const command = run([name, '--url', url], { shell: 'exec >/dev/full' })
        expect([await command.exit, linesOf(command.stderr)]).toEqual([
          1,
          ['error: the output cannot be written: ENOSPC: no space left on device, write'],
        ])
      }
    },
  )

  it('exits with 1 where there is no emulator, and with 2 when it is not understood', async ({
    run,
  }) => {
    for (const [args, code, line] of [
      [['--url', 'http://localhost:1'], 1, /^error: no emulator responds at http:.* with --url$/],
      [['--url', 'x'], 2, /^--url: must be a URL such as .*, not x$/],
      [['--no-keys=x'], 2, /^--no-keys does not take a value: remove =x$/],
      [['demo'], 2, /^Unknown argument: demo$/],
    ] as const) {
      const command = run(['export', ...args])
      expect([await command.early(), command.stdout]).toEqual([code, ''])
      const [first, second] = linesOf(command.stderr)
      expect(first).toMatch(line)
      expect(second).toBe(code === 1 ? undefined : 'See appid-emulator export --help')
    }
  })
})
