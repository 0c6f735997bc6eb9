import { writeFile } from 'node:fs/promises'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { it, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage, requestToken, send, type TenantData, testing } from '../support/emulator.ts'

const other = '11111111-1111-4111-8111-111111111111'
const seeded = [demo.tenantId, testing.tenantId]
const kept = /^.*\.appid-emulator\/db\.json.*--reset.*$/gm

async function keysOf({ oAuthServerUrl }: Pick<TenantData, 'oAuthServerUrl'>) {
  return (await send(`${oAuthServerUrl}/publickeys`)).body
}

async function listed(tenant: Pick<TenantData, 'managementUrl'>): Promise<string[]> {
  const { body } = await manage(tenant, 'GET', '/applications')
  return body.applications.map(({ clientId }: { clientId: string }) => clientId)
}

describe('a restart', () => {
  it('keeps applications, their credentials and the key that was made on first use', async ({
    run,
  }) => {
    const first = run(['--port', '0', '--no-seed', '--tenant', other])
    const before = tenantAt(await first.ready(), other)
    const { body: application } = await manage(before, 'POST', '/applications', { name: 'mine' })
    const { body: issued } = await requestToken(before, application)
    const keys = await keysOf(before)
    expect(keys.keys).toHaveLength(1)
    expect(await first.stop()).toBe(0)

    const second = run(['--port', '0', '--no-seed'])
    const after = tenantAt(await second.ready(), other)
    expect(await keysOf(after)).toEqual(keys)
    const { payload } = await jwtVerify(
      issued.access_token,
      createLocalJWKSet(await keysOf(after)),
      { audience: application.clientId },
    )
    expect(payload.tenant).toBe(other)
    const { body } = await manage(after, 'GET', `/applications/${application.clientId}`)
    expect(body).toMatchObject({ ...portless(application), name: 'mine' })
    const again = await requestToken(after, application)
    expect(again.status).toBe(200)
    await jwtVerify(again.body.access_token, createLocalJWKSet(keys))
  })

  it('keeps a key that was published but has signed no token', async ({ run }) => {
    const first = run(['--port', '0', '--no-seed', '--tenant', other])
    const keys = await keysOf(tenantAt(await first.ready(), other))
    await first.stop()
    const second = run(['--port', '0', '--no-seed', '--tenant', other])
    expect(await keysOf(tenantAt(await second.ready(), other))).toEqual(keys)
  })

  it('keeps every change that was confirmed before the process was killed', async ({ run }) => {
    const first = run(['--port', '0'])
    const before = tenantAt(await first.ready())
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => manage(before, 'POST', '/applications', { name: 'x' })),
    )
    first.signal('SIGKILL')
    expect(await first.exit).toBe(null)
    const after = tenantAt(await run(['--port', '0']).ready())
    const clientIds = responses.map(({ body }) => body.clientId)
    expect((await listed(after)).toSorted()).toEqual(
      [demo.a.clientId, demo.b.clientId, ...clientIds].toSorted(),
    )
  })

  it('keeps tenants that are in the data file, ignores them in the seed, and suggests --reset', async ({
    run,
  }) => {
    const first = run(['--port', '0'])
    const before = tenantAt(await first.ready())
    expect(first.stdout.match(kept)).toBe(null)
    await manage(before, 'DELETE', `/applications/${demo.a.clientId}`)
    await first.stop()

    const second = run(['--port', '0'])
    const after = tenantAt(await second.ready())
    expect(second.stdout.match(kept)).toHaveLength(1)
    expect(await listed(after)).toEqual([demo.b.clientId])
    await second.stop()

    const third = run(['--port', '0', '--log-format', 'json', '--tenant', other])
    await third.ready()
    const events = third.lines.map((line) => JSON.parse(line))
    expect(events.filter(({ event }) => event === 'kept')).toEqual([
      { event: 'kept', data: '.appid-emulator/db.json', tenants: seeded },
    ])
    expect(events.at(-1)).toMatchObject({ event: 'ready', tenants: 3 })
  })

  it('warns of tenants in the data file that a seed that was named does not have', async ({
    run,
    folder,
  }) => {
    await writeFile(
      `${folder}/mine.json`,
      JSON.stringify({ version: 1, tenants: { [other]: { name: 'mine' } } }),
    )
    const named = ['--seed', './mine.json']
    const message =
      '.appid-emulator/db.json has tenants that are in no seed, and keeps them as the first ones: demo, testing (to start from the seed alone, use --reset)'
    const warning = `warning: ${message}\n`
    const json = `${JSON.stringify({ event: 'warning', message })}\n`
    for (const [args, stderr, tenants, env = {}] of [
      [[], '', 2],
      [['--seed', 'demo'], '', 2],
      [[...named, '--silent'], warning, 3],
      [[...named, '--log-format', 'json'], json, 3],
      [[], warning, 3, { APPID_EMULATOR_SEED: './mine.json' }],
      [['--no-seed'], '', 3],
      [[...named, '--seed', 'demo'], '', 3],
      [['--seed', 'demo'], warning.replace(' as the first ones: demo, testing', ': mine'), 3],
      [[], '', 3],
      [[...named, '--in-memory'], '', 1],
      [[...named, '--reset'], '', 1],
      [named, '', 1],
    ] as const) {
      const command = run(['--port', '0', ...args], { env })
      const { body } = await send(`${await command.ready()}/_appid`)
      expect([args, command.stderr, body.tenants.length]).toEqual([args, stderr, tenants])
      await command.stop()
    }
  })

  it('names ten of them at most', async ({ run, folder }) => {
    const id = (number: number) => `00000000-0000-4000-8000-0000000000${number}`
    const ids = Array.from({ length: 12 }, (_, index) => id(index + 10))
    const args = ['--port', '0', '--no-seed', ...ids.flatMap((tenant) => ['--tenant', tenant])]
    const first = run(args)
    await first.ready()
    await first.stop()
    const tenants = { [ids[0] ?? '']: {} }
    await writeFile(`${folder}/mine.json`, JSON.stringify({ version: 1, tenants }))
    const second = run(['--port', '0', '--seed', './mine.json'])
    await second.ready()
    expect(second.stderr).toBe(
      `warning: .appid-emulator/db.json has tenants that are in no seed, and keeps them: ${ids.slice(1, 11).join(', ')} and 1 more (to start from the seed alone, use --reset)\n`,
    )
  })

  it('reports which other parts of the seed the data file overrides', async ({ run, folder }) => {
    const args = ['--port', '0', '--seed', './seed.json']
    const start = async (apiKey: string, status: number) => {
      const seed = {
        version: 1,
        iam: { apiKeys: [apiKey] },
        faults: [{ effect: { status } }],
        tenants: { [other]: {} },
      }
      await writeFile(`${folder}/seed.json`, JSON.stringify(seed))
      const command = run(args)
      await command.ready()
      await command.stop()
      return command.stdout.match(kept)
    }
    const message =
      '.appid-emulator/db.json already contains these, so the seed does not change them (use --reset to start from the seed)'
    expect(await start('one', 500)).toBe(null)
    expect(await start('one', 500)).toEqual([`${message}: One tenant of the seed`])
    expect(await start('two', 503)).toEqual([
      `${message}: One tenant of the seed, iam.apiKeys, faults`,
    ])
    const { iam, faults } = await readJson(folder, '.appid-emulator/db.json')
    expect(iam).toEqual({ apiKeys: ['one', 'two'] })
    expect(faults).toEqual([{ id: expect.any(String), effect: { status: 500 } }])
  })
})

describe('--reset', () => {
  it('starts from the seed, and deletes everything else, in the file, too', async ({
    run,
    folder,
  }) => {
    const file = [folder, '.appid-emulator/db.json'] as const
    const first = run(['--port', '0', '--tenant', other])
    const before = tenantAt(await first.ready())
    await manage(before, 'POST', '/applications', { name: 'mine' })
    await first.stop()
    expect(Object.keys((await readJson(...file)).tenants)).toEqual([...seeded, other])

    const second = run(['--port', '0', '--reset'])
    const url = await second.ready()
    expect(second.stdout.match(kept)).toBe(null)
    expect(await listed(tenantAt(url))).toEqual([demo.a.clientId, demo.b.clientId])
    expect((await manage(tenantAt(url, other), 'GET', '/applications')).status).toBe(404)
    const { tenants } = await readJson(...file)
    expect(Object.keys(tenants)).toEqual(seeded)
    expect(tenants[demo.tenantId].applications).toHaveLength(2)
  })
})

describe('a data file', () => {
  it('can seed another emulator', async ({ run, folder }) => {
    const first = run(['--port', '0', '--no-seed', '--tenant', other, '--data', 'first.json'])
    const before = tenantAt(await first.ready(), other)
    const { body: application } = await manage(before, 'POST', '/applications', { name: 'mine' })
    const keys = await keysOf(before)

    const args = ['--port', '0', '--seed', 'first.json', '--seed', 'demo', '--data', 'second.json']
    const after = tenantAt(await run(args).ready(), other)
    expect((await requestToken(after, application)).status).toBe(200)
    expect(await keysOf(after)).toEqual(keys)
    const { tenants } = await readJson(folder, 'second.json')
    expect(Object.keys(tenants)).toEqual([other, ...seeded])
    expect(tenants[other]).toEqual((await readJson(folder, 'first.json')).tenants[other])
  })
})

// The members of a registration that do not depend on the port.
function portless({ clientId, secret, type }: Record<string, string>) {
  return { clientId, secret, type }
}
