import { expect, it } from 'vitest'
import { Journal } from '../src/journal/journal.ts'
import { EmulatorError } from '../src/model/emulator-error.ts'

const request = { event: 'request', method: 'GET', path: '/', status: 200, ms: 0 } as const

/** The ids of the entries, oldest first. */
const ids = (journal: Journal) => journal.find({}).map(({ id }) => id)

it('the journal keeps the newest entries, even after some have been cleared', () => {
  const journal = new Journal(3)
  for (const tenantId of ['a', 'b', 'a', 'b', 'a']) journal.add({ ...request, tenantId }, 0)
  expect([ids(journal), journal.dropped]).toEqual([[3, 4, 5], 2])
  journal.clear('a')
  expect([ids(journal), journal.dropped]).toEqual([[4], 2])
  for (let number = 0; number < 2; number += 1) journal.add(request, 0)
  expect([ids(journal), journal.dropped]).toEqual([[4, 6, 7], 2])
  journal.add(request, 0)
  expect([ids(journal), journal.dropped]).toEqual([[6, 7, 8], 3])
  journal.clear()
  expect([ids(journal), journal.dropped]).toEqual([[], 0])
  journal.add(request, 0)
  expect(ids(journal)).toEqual([9])
})

it('the journal uses at most 64 MiB, however many entries it may keep', () => {
  const journal = new Journal(1_000_000)
  const long = { ...request, error: 'x'.repeat(1000) }
  for (let number = 0; number < 100_000; number += 1) journal.add(long, 0)
  const kept = journal.count({})
  expect(kept * 2 * 1000).toBeLessThan(64 * 1024 * 1024)
  expect(kept * 4 * 1000).toBeGreaterThan(64 * 1024 * 1024)
  expect([journal.dropped, ids(journal).at(-1)]).toEqual([100_000 - kept, 100_000])
  // Short entries leave room for more of them.
  for (let number = 0; number < 100_000; number += 1) journal.add(request, 0)
  expect(journal.count({})).toBeGreaterThan(2 * kept)
})

it('a closed journal rejects waits, but still returns matching entries', async () => {
  const journal = new Journal(1)
  const closed = new EmulatorError('CLOSED', 'closed')
  const early = journal.waitFor({}, { timeout: 60_000 }).catch((error) => error)
  journal.close(closed)
  expect(await early).toBe(closed)
  await expect(journal.waitFor({}, { timeout: 60_000 })).rejects.toBe(closed)
  journal.add(request, 0)
  expect((await journal.waitFor({}, { timeout: 60_000 })).id).toBe(1)
})
