import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import {
  control,
  demo,
  it,
  manage,
  requestToken,
  send,
  tenantOf,
  testing,
} from '../support/emulator.ts'

const unknown = '00000000-0000-4000-8000-000000000000'

const register = (emulator: Emulator, name: string, tenantId: string = demo.tenantId) =>
  manage(tenantOf(emulator, tenantId), 'POST', '/applications', { name })
const namesOf = (emulator: Emulator, tenantId: string = demo.tenantId) =>
  tenantOf(emulator, tenantId).applications.map(({ name }) => name)

describe('GET /_appid/health', () => {
  it('works at /health and /_appid/ready, too, and refuses POST', async ({ emulator }) => {
    for (const path of ['/health', '/_appid/health', '/_appid/ready', '/_appid/health/']) {
      const { status, body } = await send(`${emulator.url}${path}`)
      expect([status, body]).toMatchObject([200, { status: 'ok', tenants: 2 }])
    }
    const { status, headers, body } = await control(emulator, 'POST', '/health')
    expect([status, headers.get('Allow'), body]).toEqual([
      405,
      'GET, HEAD',
      { code: 'METHOD_NOT_ALLOWED', message: 'POST is not allowed here: use GET, HEAD' },
    ])
  })
})

describe('POST /_appid/reset', () => {
  it('restores the seed, in the data file, too', async ({ start }) => {
    const folder = await mkdtemp(join(tmpdir(), 'control-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const data = join(folder, 'db.json')
    const emulator = await start({ data })
    await register(emulator, 'later')
    const { status, body } = await control(emulator, 'POST', '/reset')
    expect([status, body]).toEqual([204, ''])
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
    expect(await readFile(data, 'utf8')).not.toContain('later')
  })

  it('can reset a single tenant', async ({ emulator }) => {
    await register(emulator, 'mine')
    await register(emulator, 'other', testing.tenantId)
    expect((await control(emulator, 'POST', `/tenants/${demo.tenantId}/reset`)).status).toBe(204)
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
    expect(namesOf(emulator, testing.tenantId)).toEqual(['testing', 'other'])
    const { status, body } = await control(emulator, 'POST', `/tenants/${unknown}/reset`)
    expect([status, body]).toEqual([
      404,
      { code: 'UNKNOWN_TENANT', message: `there is no tenant ${unknown}` },
    ])
  })
})

describe('/_appid/state', () => {
  it('is a fixture: it can be read, put back and used as a seed', async ({ start }) => {
    const emulator = await start()
    await register(emulator, 'mine')
    const { status, body: state } = await control(emulator, 'GET', '/state')
    expect(status).toBe(200)
    expect(Object.keys(state)).toEqual(['version', 'tenants'])
    await control(emulator, 'POST', '/reset')
    const put = await control(emulator, 'PUT', '/state', state)
    expect([put.status, put.body]).toEqual([204, ''])
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B', 'mine'])
    expect((await control(emulator, 'GET', '/state')).body).toEqual(state)
    expect(namesOf(await start({ seed: state }))).toEqual(namesOf(emulator))
    await control(emulator, 'POST', '/reset')
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
  })

  it('refuses an invalid state with the path of the error, and changes nothing', async ({
    emulator,
  }) => {
    const state = { version: 1, tenants: { [demo.tenantId]: { applications: [{ secrett: 'x' }] } } }
    const { status, body } = await control(emulator, 'PUT', '/state', state)
    expect([status, body]).toEqual([
      400,
      {
        code: 'INVALID_INPUT',
        message: `tenants.${demo.tenantId}.applications.0.secrett: is not known here; did you mean secret?`,
      },
    ])
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
    const form = await send(`${emulator.url}/_appid/state`, { method: 'PUT', body: 'x' })
    expect(form.status).toBe(415)
  })
})

describe('snapshots', () => {
  it('are created, listed, restored any number of times, and deleted', async ({ emulator }) => {
    await register(emulator, 'kept')
    const { status, body } = await control(emulator, 'POST', '/snapshots')
    expect([status, body]).toEqual([201, { id: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
    for (const name of ['once', 'twice']) {
      await register(emulator, name)
      const restored = await control(emulator, 'POST', `/snapshots/${body.id}/restore`)
      expect([restored.status, restored.body]).toEqual([204, ''])
      expect(namesOf(emulator)).toEqual(['Application A', 'Application B', 'kept'])
    }
    expect((await control(emulator, 'GET', '/snapshots')).body).toEqual({ snapshots: [body] })
    expect((await control(emulator, 'DELETE', `/snapshots/${body.id}`)).status).toBe(204)
    expect((await control(emulator, 'GET', '/snapshots')).body).toEqual({ snapshots: [] })
    for (const [method, path] of [
      ['POST', `/snapshots/${body.id}/restore`],
      ['DELETE', `/snapshots/${body.id}`],
    ] as const) {
      const gone = await control(emulator, method, path)
      expect([gone.status, gone.body]).toEqual([
        404,
        { code: 'UNKNOWN_SNAPSHOT', message: `there is no snapshot ${body.id}` },
      ])
    }
  })
})

describe('the methods in process', () => {
  it('have the same effects and refuse an unknown snapshot', async ({ emulator }) => {
    const id = (await emulator.snapshots.create()).id
    await register(emulator, 'later')
    const state = await emulator.state.get()
    await emulator.snapshots.restore(id)
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
    await emulator.state.set(state)
    expect(namesOf(emulator)).toContain('later')
    await emulator.tenant(demo.tenantId).reset()
    expect(namesOf(emulator)).toEqual(['Application A', 'Application B'])
    await expect(emulator.snapshots.restore('none')).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'UNKNOWN_SNAPSHOT',
      message: 'there is no snapshot none',
    })
    expect((await requestToken(tenantOf(emulator))).status).toBe(200)
  })
})
