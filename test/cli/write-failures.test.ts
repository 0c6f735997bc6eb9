import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import type { TenantInfo } from '../../src/index.ts'
import { it, readJson, tenantAt } from '../support/cli.ts'
import { demo, manage, requestToken, send } from '../support/emulator.ts'

const other = '11111111-1111-4111-8111-111111111111'

async function listed(tenant: TenantInfo): Promise<string[]> {
  const { body } = await manage(tenant, 'GET', '/applications')
  return body.applications.map(({ name }: { name: string }) => name)
}

describe('a data file that another program has changed', () => {
  it('is kept: the next change is answered 500 and is not in the state', async ({
    run,
    folder,
  }) => {
    const command = run(['--port', '0', '--data', 'db.json'])
    const tenant = tenantAt(await command.ready())
    expect((await manage(tenant, 'POST', '/applications', { name: 'before' })).status).toBe(200)
    const foreign = `{"version":1,"tenants":{"${other}":{}}}`
    await writeFile(`${folder}/db.json`, foreign)

    const message = expect.stringMatching(/db\.json.*another program/)
    const create = await manage(tenant, 'POST', '/applications', { name: 'after' })
    expect([create.status, create.body]).toEqual([500, { message }])
    const rename = await manage(tenant, 'PUT', `/applications/${demo.a.clientId}`, { name: 'new' })
    expect([rename.status, rename.body]).toEqual([500, { message }])
    const remove = await manage(tenant, 'DELETE', `/applications/${demo.a.clientId}`)
    expect([remove.status, remove.body]).toEqual([500, { message }])
    expect(await listed(tenant)).toEqual(['Application A', 'Application B', 'before'])
    expect((await requestToken(tenant)).status).toBe(200)
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(foreign)

    expect(await command.stop()).toBe(0)
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe(foreign)
    expect(command.stderr).toMatch(/^(error: .*db\.json.*another program.*\n){3}$/)
    expect(command.stdout).toMatch(/^POST .* 500 .* refused=".*another program.*"$/m)
  })

  it('is kept when a key is needed: a token is refused as the authorization server does', async ({
    run,
    folder,
  }) => {
    const args = ['--port', '0', '--data', 'db.json', '--no-seed', '--tenant', other]
    const tenant = tenantAt(await run(args).ready(), other)
    const { body: application } = await manage(tenant, 'POST', '/applications', { name: 'x' })
    await writeFile(`${folder}/db.json`, '{}')
    const { status, body } = await requestToken(tenant, application)
    expect([status, body]).toEqual([
      500,
      {
        error: 'server_error',
        error_description: expect.stringMatching(/db\.json.*another program/),
      },
    ])
    expect((await send(`${tenant.oAuthServerUrl}/publickeys`)).status).toBe(500)
    expect(await readFile(`${folder}/db.json`, 'utf8')).toBe('{}')
  })

  it('is loaded after a restart', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'db.json', '--no-seed'])
    await first.ready()
    await writeFile(`${folder}/db.json`, `{"version":1,"tenants":{"${other}":{}}}`)
    expect(await first.stop()).toBe(0)
    const url = await run(['--port', '0', '--data', 'db.json', '--no-seed']).ready()
    expect(await listed(tenantAt(url, other))).toEqual([])
  })
})

describe('a data folder that was removed', () => {
  it('gives 500 and no change, and works again when it is back', async ({ run, folder }) => {
    const command = run(['--port', '0', '--data', 'data/db.json'])
    const tenant = tenantAt(await command.ready())
    await rm(`${folder}/data`, { recursive: true })
    const { status, body } = await manage(tenant, 'POST', '/applications', { name: 'lost' })
    expect([status, body]).toEqual([
      500,
      { message: expect.stringMatching(/data\/db\.json could not be written.*ENOENT/) },
    ])
    expect(await listed(tenant)).toEqual(['Application A', 'Application B'])

    await mkdir(`${folder}/data`)
    expect((await manage(tenant, 'POST', '/applications', { name: 'kept' })).status).toBe(200)
    expect(await listed(tenant)).toEqual(['Application A', 'Application B', 'kept'])
    const { tenants } = await readJson(folder, 'data/db.json')
    expect(tenants[demo.tenantId].applications).toHaveLength(3)
    expect(await command.stop()).toBe(0)
  })

  it('does not hold up the stop', async ({ run, folder }) => {
    const command = run(['--port', '0'])
    await command.ready()
    await rm(`${folder}/.appid-emulator`, { recursive: true })
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('')
  })
})
