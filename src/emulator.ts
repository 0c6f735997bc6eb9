import { randomUUID } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { Memory } from 'lowdb'
import packageJson from '../package.json' with { type: 'json' }
import { nameOf } from './access.ts'
import { createApp, versionHeader } from './app.ts'
import { createClock } from './clock.ts'
import { createActions } from './control/actions.ts'
import type { Control } from './control/control.ts'
import type { MintedToken, NewToken } from './control/tokens.ts'
import { exposure } from './exposure.ts'
import { Faults } from './faults.ts'
import { listen } from './http/listen.ts'
import { Issuer } from './issuer.ts'
import { Journal } from './journal.ts'
import { Keys } from './keys.ts'
import type { Log } from './log.ts'
import type { Fixture } from './model/document.ts'
import type { EmulatorOptions } from './options.ts'
import type { Runtime } from './runtime.ts'
import { named, parseOptions, type Settings, type Word } from './settings.ts'
import { type DataFile, makeFolder } from './store/data-path.ts'
import { Closed } from './store/errors.ts'
import { FileAdapter } from './store/file.ts'
import { type Lock, lock as lockFile } from './store/lock.ts'
import { resolveSeed } from './store/seed.ts'
import { Store } from './store/store.ts'
import type { TenantInfo } from './tenant-info.ts'

/** A running emulator. */
export interface Emulator extends Control {
  /** Where it answers, without a trailing slash. */
  readonly url: string
  readonly port: number
  /** The tenants as they are now. */
  readonly tenants: readonly TenantInfo[]
  /** The `iss` of the tokens that a tenant issues to whoever comes by `url`. */
  issuer(tenantId: string): string
  /**
   * Makes a tenant: empty, from a fixture's part below the tenant's id, or as an independent copy of another. A copy
   * has new client ids and secrets unless `keepIds`, and the source's key pairs unless `keys: 'own'`.
   */
  createTenant(options?: {
    readonly from?: string
    readonly fixture?: Fixture['tenants'][string]
    readonly tenantId?: string
    readonly keepIds?: boolean
    readonly keys?: 'shared' | 'own'
  }): Promise<TenantInfo>
  /**
   * Makes any token, unless told otherwise what the tenant's first application gets. A `flaw` makes it one that a
   * verifier has to refuse.
   */
  createToken(tenantId: string, token?: NewToken): Promise<MintedToken>
  /**
   * Stops. Requests under way are finished first, delays end. From then on every method refuses; `url`, `port` and
   * `tenants` go on telling what they told last.
   */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts an emulator, on a free port and in memory unless told otherwise. Several can run in one process.
 * @throws {InvalidInput} an option that makes no sense
 * @throws one of the errors that a start can end with, each with one line that names the remedy
 */
export function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator(options, (what) =>
    what === 'no data' ? 'createEmulator without data' : what,
  )
}

/** `createEmulator` for a caller that knows the options by words of its own. */
export async function startEmulator(options: EmulatorOptions, word: Word): Promise<Emulator> {
  const settings = named(word, () => parseOptions(options))
  const { port, host, data, seed, tenantIds, log } = settings
  const warn = warner(log)
  // Now: the process may work elsewhere later.
  const file = data === undefined ? undefined : { name: data, path: resolve(data) }
  const runtime = named(word, () => createRuntime(settings, word))
  const resolved = await resolveSeed(seed === false ? [] : [seed].flat(), tenantIds, word('seed'))
  const actions = createActions(runtime)
  const app = createApp(runtime, actions, settings)
  const listener = await listen({
    handle: app.callback(),
    port,
    host,
    word,
    headers: versionHeader(runtime),
    warn,
  })
  const url = urlOf(host, listener.port)
  const { store, issuer } = runtime
  const base = () => issuer.base(url)
  let lock: Lock | undefined
  try {
    if (file !== undefined) lock = await claim(file, url, word, warn)
    const kept = await store.open(resolved, settings)
    if (listener.exposed) warn(exposure(settings, word))
    if (kept !== undefined) log({ event: 'kept', data, ...kept })

    const stop = async () => {
      runtime.faults.close()
      await lock?.closing()
      // Whatever fails, the rest is done, and the file is free.
      try {
        await listener.close()
      } finally {
        await store.close(new Closed(url))
        await lock?.release()
      }
    }
    let stopped: Promise<void> | undefined
    const close = () => {
      stopped ??= stop()
      return stopped
    }
    const refuseWhenClosed = () => {
      if (stopped !== undefined) throw new Closed(url)
    }
    const { listTenants, ...control } = actions
    const own: Pick<Emulator, 'createTenant' | 'createToken'> = {
      createTenant: (wanted = {}) => actions.createTenant(wanted, base()),
      createToken: (tenantId, wanted = {}) => actions.createToken(tenantId, wanted, base()),
    }
    return {
      ...guarded({ ...control, ...own }, refuseWhenClosed),
      url,
      port: listener.port,
      get tenants() {
        return listTenants(base())
      },
      issuer(tenantId) {
        refuseWhenClosed()
        return issuer.of(base(), tenantId)
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await Promise.allSettled([listener.close(0), lock?.release()])
    throw error
  }
}

/** The same methods, which reject with what `refuse` throws. */
function guarded<Methods extends Record<keyof Methods, (...args: never[]) => Promise<unknown>>>(
  methods: Methods,
  refuse: () => void,
): Methods {
  const all = { ...methods }
  for (const name in methods)
    all[name] = new Proxy(methods[name], {
      async apply(method, self, args) {
        refuse()
        return Reflect.apply(method, self, args)
      },
    })
  return all
}

function createRuntime(settings: Settings, word: Word): Runtime {
  const { data, reset, now, publicUrl = null, issuer = null, host = 'localhost', log } = settings
  const warn = warner(log)
  const clock = createClock(now)
  const elapsed = clock.stopwatch()
  const store = new Store(
    data === undefined ? new Memory() : new FileAdapter(data, { reset, warn, word }),
  )
  return {
    version: packageJson.version,
    instance: randomUUID(),
    uptime: () => Math.round(elapsed()) / 1000,
    store,
    clock,
    keys: new Keys(store, clock),
    issuer: new Issuer({ publicUrl, issuer }, word, warn),
    log,
    journal: new Journal(settings.journal),
    faults: new Faults(),
    control: settings.control,
    allowedHosts: [...settings.allowedHosts, host].map(nameOf),
    strictIam: settings.strictIam,
    word,
  }
}

async function claim(file: DataFile, url: string, word: Word, warn: Warn): Promise<Lock> {
  await makeFolder(file, word)
  return lockFile(file, url, word, warn)
}

type Warn = (message: string) => void

function warner(log: Log): Warn {
  return (message) => log({ event: 'warning', message })
}

/**
 * Where one asks for us, as clients write it: in lower case, an address in its shortest form, without the port that
 * goes without saying. What answers everywhere answers on localhost.
 */
function urlOf(host = 'localhost', port: number): string {
  const url = new URL(`http://${isIPv6(host) ? `[${host.replace(/%.*/, '')}]` : host}:${port}`)
  return ['0.0.0.0', '[::]'].includes(url.hostname) ? urlOf('localhost', port) : url.origin
}
