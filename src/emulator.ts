import { resolve } from 'node:path'
import type { Emulator, EmulatorOptions } from './api.ts'
import { createApp, versionHeader } from './app.ts'
import { toEmulator } from './control/object.ts'
import { perform } from './control/perform.ts'
import { operationNamed } from './control/table.ts'
import { toTenantInfo } from './control/tenant-info.ts'
import { exposure } from './exposure.ts'
import { CannotListen, listen } from './http/listen.ts'
import { warner } from './journal/log.ts'
import { EmulatorError } from './model/emulator-error.ts'
import { named, parseOptions, type Word } from './options.ts'
import { createRuntime } from './runtime.ts'
import { makeFolder } from './store/data-path.ts'
import { closed } from './store/errors.ts'
import { type Lock, lock as lockFile } from './store/lock.ts'
import { resolveSeed } from './store/seed.ts'
import { unseededOf } from './store/unseeded.ts'

/**
 * Starts an emulator, by default on a free port and in memory. Several can run in one process.
 * @throws {EmulatorError} INVALID_INPUT, INVALID_SEED, PORT_IN_USE, CANNOT_LISTEN, FILE_IN_USE, UNUSABLE_FILE, WRITE_FAILED
 */
export function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator(options, (what) =>
    what === 'no data' ? 'createEmulator without data' : what,
  )
}

/** `createEmulator` for a caller that has its own names for the options, which `word` returns. */
export async function startEmulator(options: EmulatorOptions, word: Word): Promise<Emulator> {
  const settings = named(word, () => parseOptions(options))
  const { port, host, data, seed, tenantIds, log } = settings
  // Without a seed of the caller's own, whatever the data file has is meant.
  const isSeedNamed = options.seed !== undefined && seed !== false
  const warn = warner(log)
  // Resolved now, because the working directory may change.
  const file = data === undefined ? undefined : { name: data, path: resolve(data) }
  const runtime = named(word, () => createRuntime(settings, word))
  const resolved = await resolveSeed(seed === false ? [] : [seed].flat(), tenantIds, word('seed'))
  const app = createApp(runtime, settings)
  const listener = await listen({
    handle: app.callback(),
    port,
    host,
    word,
    headers: versionHeader(runtime),
    warn,
  }).catch((error) => {
    if (!(error instanceof CannotListen)) throw error
    const code = error.cause === 'EADDRINUSE' ? 'PORT_IN_USE' : 'CANNOT_LISTEN'
    throw new EmulatorError(code, error.message)
  })
  const { url } = listener
  const { store, issuer } = runtime
  issuer.listensAt(url)
  const base = () => issuer.base(url)
  let lock: Lock | undefined
  try {
    if (file !== undefined) {
      await makeFolder(file, word)
      lock = await lockFile(file, url, word, warn)
    }
    const kept = await store.open(resolved, settings)
    const unseeded = isSeedNamed ? unseededOf(store.state, resolved) : undefined
    if (listener.exposed) warn(exposure(settings, word))
    if (kept !== undefined) log({ event: 'kept', data, ...kept })
    if (unseeded !== undefined)
      warn(`${data} ${unseeded} (to start from the seed alone, use ${word('reset')})`)

    const stop = async () => {
      runtime.faults.close()
      runtime.journal.close(closed(url))
      runtime.shortLived.outbox.close(closed(url))
      await lock?.closing()
      // Even if this fails, close the store and release the file.
      try {
        await listener.close()
      } finally {
        await store.close(closed(url))
        await lock?.release()
      }
    }
    let stopped: Promise<void> | undefined
    return toEmulator({
      url,
      async call(name, given = {}) {
        if (stopped !== undefined) throw closed(url)
        return perform(operationNamed(name), { runtime, base: base() }, given)
      },
      tenants: () => [...store.state.tenants.values()],
      tenant: (tenantId) => toTenantInfo(store.getTenant(tenantId), base(), issuer),
      refresh: async () => {},
      close() {
        stopped ??= stop()
        return stopped
      },
    })
  } catch (error) {
    await Promise.allSettled([listener.close(0), lock?.release()])
    throw error
  }
}
