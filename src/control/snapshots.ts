/** Snapshots of the state, in memory. */
import * as v from 'valibot'
import { operation } from './operation.ts'

const Snapshot = v.object({ id: v.string() })

export const snapshotOperations = [
  operation({
    name: 'listSnapshots',
    method: 'GET',
    path: '/_appid/snapshots',
    summary: 'Lists the snapshots, oldest first',
    answer: v.object({ snapshots: v.array(Snapshot) }),
    run: ({ runtime }) => ({ snapshots: runtime.store.snapshots.map((id) => ({ id })) }),
  }),
  operation({
    name: 'createSnapshot',
    method: 'POST',
    path: '/_appid/snapshots',
    summary: 'Creates a snapshot of the state, in memory',
    status: 201,
    answer: Snapshot,
    run: async ({ runtime }) => ({ id: await runtime.store.snapshot() }),
  }),
  operation({
    name: 'restoreSnapshot',
    method: 'POST',
    path: '/_appid/snapshots/{snapshotId}/restore',
    summary:
      'Restores a snapshot, for all users, and resets the counters of faults. The snapshot is kept',
    async run({ runtime: { store, faults }, params: { snapshotId } }) {
      await store.restore(snapshotId)
      faults.restart()
    },
  }),
  operation({
    name: 'deleteSnapshot',
    method: 'DELETE',
    path: '/_appid/snapshots/{snapshotId}',
    summary: 'Deletes a snapshot',
    run: ({ runtime, params }) => runtime.store.deleteSnapshot(params.snapshotId),
  }),
] as const
