import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator } from '../src/index.ts'
import { dataOf, demo, it, methodsOf, tenantOf } from './support/emulator.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'closed-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

describe('a closed emulator', () => {
  it('refuses every method as soon as close is called', async ({ start }) => {
    const emulator = await start()
    const { url, port } = emulator
    const tenants = emulator.tenants.map(dataOf)
    const methods = methodsOf(emulator)
    const closing = emulator.close()
    expect(methods.length).toBeGreaterThan(25)
    for (const moment of ['closing', 'closed']) {
      for (const { name, value } of methods)
        await expect(
          (async () => value(demo.tenantId, {}))(),
          `${name}, ${moment}`,
        ).rejects.toMatchObject({
          name: 'EmulatorError',
          code: 'CLOSED',
          message: `the emulator at ${url} is closed`,
        })
      await closing
    }
    expect([emulator.url, emulator.port, emulator.tenants.map(dataOf)]).toEqual([
      url,
      port,
      tenants,
    ])
    await emulator.close()
    await emulator[Symbol.asyncDispose]()
  })

  it('refuses methods that were destructured before', async ({ start }) => {
    const emulator = await start()
    const { close, reset, state } = emulator
    const { get } = state
    await close()
    for (const method of [get, reset])
      await expect(method()).rejects.toMatchObject({
        code: 'CLOSED',
        message: `the emulator at ${emulator.url} is closed`,
      })
  })

  it('finishes or rejects calls in progress, and writes nothing afterwards', async () => {
    const data = join(await newFolder(), 'db.json')
    const emulator = await createEmulator({ data })
    const kept = emulator.tenant(demo.tenantId).clock.set({ frozen: true })
    const late = Promise.allSettled([
      emulator.tenant(demo.tenantId).keys.rotate(),
      emulator.createTenant({ fixture: { name: 'in time' } }),
    ])
    await emulator.close()
    const text = await readFile(data, 'utf8')
    await kept
    const [rotation, creation] = await late
    expect(rotation).toMatchObject({
      status: 'rejected',
      reason: { code: 'CLOSED', message: `the emulator at ${emulator.url} is closed` },
    })
    expect(creation.status).toBe('fulfilled')
    expect(text).toContain('in time')
    expect(text).toContain('frozenAt')
    expect(await readFile(data, 'utf8')).toBe(text)
  })
})

describe('a relative data file', () => {
  it('is resolved against the folder in which the emulator was started', async ({ start }) => {
    const [here, there] = [await newFolder(), await newFolder()]
    const before = process.cwd()
    onTestFinished(() => process.chdir(before))
    process.chdir(here)
    const starting = start({ data: 'db.json' })
    process.chdir(there)
    const emulator = await starting
    await emulator.createTenant({ fixture: { name: 'mine' } })
    expect(await readFile(join(here, 'db.json'), 'utf8')).toContain('mine')
    expect(tenantOf(emulator).name).toBe('demo')
  })
})
