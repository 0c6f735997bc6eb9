import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { emptyState, type State, toTenant, withTenant } from '../../src/model/document.ts'
import { FileAdapter } from '../../src/store/file.ts'
import { Store } from '../../src/store/store.ts'

const id = (number: number) => `00000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`
const adding = (number: number) => (state: State) => withTenant(state, toTenant(id(number), {}))

/** Names the first tenant, if there is one without a name. */
const naming = (state: State): State => {
  const tenant = state.tenants.get(id(1))
  if (tenant === undefined || tenant.name !== undefined) return state
  return withTenant(state, { ...tenant, name: 'made' })
}

/** A disk on which the test decides when a write succeeds or fails. */
class SlowDisk {
  written: State[] = []
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = []

  read = async () => null
  write = (state: State) =>
    new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve: () => resolve(void this.written.push(state)), reject })
    })

  async next() {
    while (this.#waiting.length === 0) await new Promise(setImmediate)
    const write = this.#waiting.shift()
    if (write === undefined) throw new Error('no write is waiting')
    return write
  }
}

describe('the store', () => {
  it('writes concurrent changes together, and shows them only afterwards', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    const first = store.update(adding(1))
    const write = await disk.next()
    const others = Array.from({ length: 50 }, (_, number) => store.update(adding(number + 2)))
    expect(store.state.tenants.size).toBe(0)
    write.resolve()
    await first
    expect([...store.state.tenants.keys()]).toEqual([id(1)])
    const second = await disk.next()
    expect(store.state.tenants.size).toBe(1)
    second.resolve()
    await Promise.all(others)
    expect(store.state.tenants.size).toBe(51)
    expect(disk.written).toHaveLength(2)
  })

  it('rejects only the change that throws', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    const changes = [
      store.update(adding(1)),
      store.update(() => {
        throw new Error('no')
      }),
      store.update(adding(2)),
    ]
    const results = Promise.allSettled(changes)
    ;(await disk.next()).resolve()
    expect((await results).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect([...store.state.tenants.keys()]).toEqual([id(1), id(2)])
  })

  it('discards only the changes of a write that failed', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    const lost = Promise.allSettled([store.update(adding(1)), store.update(adding(2))])
    const write = await disk.next()
    const kept = store.update(adding(3))
    write.reject(new Error('the disk is full'))
    expect(await lost).toEqual([
      { status: 'rejected', reason: new Error('the disk is full') },
      { status: 'rejected', reason: new Error('the disk is full') },
    ])
    ;(await disk.next()).resolve()
    await kept
    expect([...store.state.tenants.keys()]).toEqual([id(3)])
  })

  it('keeps what completes the seed through a concurrent reset', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    const opened = store.open(adding(1)(emptyState))
    ;(await disk.next()).resolve()
    await opened
    const made = store.complete(naming)
    const reset = store.reset()
    ;(await disk.next()).resolve()
    await Promise.all([made, reset])
    expect(store.getTenant(id(1)).name).toBe('made')
    const again = store.reset()
    expect(store.getTenant(id(1)).name).toBe('made')
    await again
  })

  it('keeps what completes the seed through a restore of earlier or concurrent snapshots', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    const before = await store.snapshot()
    const opened = store.open(adding(1)(emptyState))
    ;(await disk.next()).resolve()
    await opened
    const seeded = await store.snapshot()
    const concurrent = [
      store.snapshot(),
      store.complete(naming),
      store.restore(seeded),
      store.snapshot(),
    ] as const
    ;(await disk.next()).resolve()
    const [justBefore, , , after] = await Promise.all(concurrent)
    expect(store.getTenant(id(1)).name).toBe('made')
    for (const snapshot of [seeded, justBefore, after]) {
      const emptied = store.restore(before)
      ;(await disk.next()).resolve()
      await emptied
      const restored = store.restore(snapshot)
      ;(await disk.next()).resolve()
      await restored
      expect(store.getTenant(id(1)).name).toBe('made')
    }
    const emptied = store.restore(before)
    ;(await disk.next()).resolve()
    await emptied
    expect(store.state.tenants.size).toBe(0)
  })

  it('writes nothing when a change has no effect', async () => {
    const disk = new SlowDisk()
    const store = new Store(disk)
    await store.update((state) => state)
    expect(disk.written).toEqual([])
  })
})

describe('the data file', () => {
  const inFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    return join(folder, 'db.json')
  }

  it('returns what was written to it, even if that is large', async () => {
    const file = await inFolder()
    const store = new Store(new FileAdapter(file))
    await store.open(emptyState)
    const state = Array.from({ length: 3000 }, (_, number) => number).reduce(
      (state, number) => adding(number)(state),
      emptyState,
    )
    await store.update(() => ({ ...state, iam: { apiKeys: ['key'] } }))
    const again = new Store(new FileAdapter(file))
    await again.open(emptyState)
    expect(again.state).toEqual({ ...state, iam: { apiKeys: ['key'] } })
    expect(JSON.parse(await readFile(file, 'utf8')).version).toBe(1)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('is not overwritten when another program has changed it', async () => {
    const file = await inFolder()
    const store = new Store(new FileAdapter(file))
    await store.open(emptyState)
    await store.update(adding(1))
    await writeFile(file, '{"version":1,"tenants":{}}')
    await expect(store.update(adding(2))).rejects.toThrow(
      `${file} could not be written, so nothing was changed: another program has changed the file. Restart the emulator to load that change, or move the file away to keep both versions`,
    )
    expect([...store.state.tenants.keys()]).toEqual([id(1)])
    expect(await readFile(file, 'utf8')).toBe('{"version":1,"tenants":{}}')
  })

  it('is created again if it has been deleted', async () => {
    const file = await inFolder()
    const store = new Store(new FileAdapter(file))
    await store.open(emptyState)
    await store.update(adding(1))
    await rm(file)
    await store.update(adding(2))
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')).tenants)).toEqual([id(1), id(2)])
  })
})
