import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import { describe, expect, onTestFinished, vi } from 'vitest'
import type { LogEvent } from '../src/index.ts'
import { demo, it, requestToken, tenantOf } from './support/emulator.ts'

const start2030 = Date.parse('2030-01-01T00:00:00Z')

describe('in a process with fake time', () => {
  it('the emulator’s clock follows Date, faked before or after its start', async ({ start }) => {
    const before = await start()
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: start2030 })
    const after = await start()
    for (const emulator of [before, after]) {
      const token = (await requestToken(tenantOf(emulator))).body.access_token
      expect(decodeJwt(token).iat).toBe(start2030 / 1000)
      expect((await emulator.requests.list()).requests[0]?.at).toBe('2030-01-01T00:00:00.000Z')
    }
    vi.setSystemTime(start2030 + 3_600_000)
    expect((await before.tenant(demo.tenantId).clock.get()).now).toBe(start2030 / 1000 + 3600)
    vi.useRealTimers()
    expect((await before.tenant(demo.tenantId).clock.get()).now).toBeLessThan(start2030 / 1000)
  })

  it('the emulator’s own timers keep running: for delays, durations, timeouts and close', async ({
    start,
  }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const fault = { operation: 'oauth-server.token', effect: { delayMs: 50 } }
    await emulator.tenant(demo.tenantId).faults.add(fault)
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers()
    expect((await requestToken(tenantOf(emulator))).status).toBe(200)
    await expect(emulator.requests.waitFor({ status: 500 }, { timeout: 1 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    })
    await emulator.close()
    const [measured] = events.flatMap((event) => (event.event === 'request' ? event.ms : []))
    expect(measured).toBeGreaterThan(0)
  })

  it('node:test’s mock timers do not keep the emulator from closing', async () => {
    const script = `import { mock } from 'node:test'
      import { createEmulator } from 'appid-emulator'
      mock.timers.enable()
      const emulator = await createEmulator()
      await emulator.close()
      console.log('closed')`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      { cwd: resolve(import.meta.dirname, '..') },
    )
    expect(stdout).toBe('closed\n')
  })
})
