import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { failureOf, it, readJson, tenantAt } from '../support/cli.ts'
import {
  demo,
  manage,
  requestToken,
  send,
  sendJson,
  type TenantData,
  testing,
} from '../support/emulator.ts'

const other = '11111111-1111-4111-8111-111111111111'

/** Shell code that runs the command in a mount namespace of its own, with something mounted. */
const mounting = (what: string) =>
  `exec unshare -rm sh -c 'mount ${what} && exec "$0" "$@"' "$0" "$@"`

const canMount = spawnSync('sh', ['-c', mounting('-t tmpfs -o ro tmpfs /tmp'), 'true']).status === 0

async function listed(tenant: Pick<TenantData, 'managementUrl'>): Promise<string[]> {
  const { body } = await manage(tenant, 'GET', '/applications')
  return body.applications.map(({ name }: { name: string }) => name)
}

describe('a data file that another program has changed', () => {
  it('is not overwritten: changes return 500 and have no effect', async ({ run, folder }) => {
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

  it('is not overwritten when a first key is needed: a token request returns server_error', async ({
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

describe('a full disk', () => {
  it('makes the start fail with one line, and leaves no file behind', async ({ run, folder }) => {
    const line = await failureOf(
      run(['--port', '0', '--data', 'db.json'], { shell: 'ulimit -f 2' }),
    )
    expect(line).toMatch(
      /^error: db\.json could not be written, so nothing was changed: only \d+ of \d+ bytes were written\. Is the disk full\?$/,
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('makes changes return 500 and have no effect, until there is room again', async ({
    run,
    folder,
  }) => {
    const command = run(['--port', '0', '--data', 'db.json'], { shell: 'ulimit -f 64' })
    const url = await command.ready()
    const copy = () => sendJson(`${url}/_appid/tenants`, 'POST', { from: demo.tenantId })
    const made: string[] = []
    let response = await copy()
    for (; response.status === 201 && made.length < 30; response = await copy())
      made.push(response.body.tenantId)

    expect([response.status, response.body]).toEqual([
      500,
      {
        code: 'WRITE_FAILED',
        message: expect.stringMatching(/db\.json could not be written.*bytes were written/),
      },
    ])
    expect(await readdir(folder)).toEqual(['db.json'])
    const { tenants } = await readJson(folder, 'db.json')
    expect(Object.keys(tenants)).toEqual([demo.tenantId, testing.tenantId, ...made])

    expect((await send(`${url}/_appid/tenants/${made[0]}`, { method: 'DELETE' })).status).toBe(204)
    expect((await copy()).status).toBe(201)
    expect(await command.stop()).toBe(0)
    expect(await readdir(folder)).toEqual(['db.json'])
  })
})

describe('a data file that cannot be replaced', () => {
  it.runIf(canMount)(
    'because only the file is mounted is reported with a remedy',
    async ({ run, folder }) => {
      await writeFile(`${folder}/db.json`, '')
      await mkdir(`${folder}/host`)
      await writeFile(`${folder}/host/db.json`, '')
      const line = await failureOf(
        run(['--port', '0', '--data', 'db.json'], {
          shell: mounting('--bind host/db.json db.json'),
        }),
      )
      expect(line).toMatch(
        /^error: db\.json could not be written, so nothing was changed: EBUSY: .*\. If it is mounted as a single file, mount its folder instead, or use --in-memory$/,
      )
      expect((await readdir(folder)).sort()).toEqual(['db.json', 'host'])
    },
  )

  it.runIf(canMount)(
    'because the file system is read-only is reported with a remedy',
    async ({ run, folder }) => {
      await mkdir(`${folder}/data`)
      const shell = mounting(`-t tmpfs -o ro tmpfs ${folder}/data`)
      const remedy = 'Use --in-memory, or choose a file in another folder with --data'
      expect(await failureOf(run(['--port', '0', '--data', 'data/db.json'], { shell }))).toMatch(
        new RegExp(`^error: data/db\\.json could not be written.*: EROFS: .*\\. ${remedy}$`),
      )
      expect(
        await failureOf(run(['--port', '0', '--data', 'data/new/db.json'], { shell })),
      ).toMatch(
        new RegExp(
          `^error: the folder of data/new/db\\.json cannot be used: EROFS: .*\\. ${remedy}$`,
        ),
      )
    },
  )

  it.runIf(canMount)('is still read, but changes return 500', async ({ run, folder }) => {
    const first = run(['--port', '0', '--data', 'data/db.json'])
    await first.ready()
    expect(await first.stop()).toBe(0)
    const command = run(['--port', '0', '--data', 'data/db.json'], {
      shell: mounting('--bind -o ro data data'),
    })
    const tenant = tenantAt(await command.ready())
    const { status, body } = await manage(tenant, 'POST', '/applications', { name: 'x' })
    expect([status, body]).toEqual([
      500,
      {
        message: expect.stringMatching(
          /EROFS: .*\. Use --in-memory, or choose a file in another folder/,
        ),
      },
    ])
    expect((await requestToken(tenant)).status).toBe(200)
    expect(await command.stop()).toBe(0)
    expect((await readdir(`${folder}/data`)).sort()).toEqual(['.gitignore', 'db.json'])
  })
})

describe('a data folder that was deleted', () => {
  it('makes changes return 500 and have no effect, until it is back', async ({ run, folder }) => {
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

  it('does not keep the emulator from stopping', async ({ run, folder }) => {
    const command = run(['--port', '0'])
    await command.ready()
    await rm(`${folder}/.appid-emulator`, { recursive: true })
    expect(await command.stop()).toBe(0)
    expect(command.stderr).toBe('')
  })
})
