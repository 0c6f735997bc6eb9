/** The whole state. */
import { DocumentSchema, toDocument, toState } from '../model/document.ts'
import { operation } from './operation.ts'

export const stateOperations = [
  operation({
    name: 'reset',
    method: 'POST',
    path: '/_appid/reset',
    summary: 'Resets everything to the seed, for all users, and clears the journal',
    async run({ runtime: { store, journal, faults } }) {
      await store.reset()
      journal.clear()
      faults.restart()
    },
  }),
  operation({
    name: 'getState',
    method: 'GET',
    path: '/_appid/state',
    summary: 'Returns the whole state in the fixture format, including private keys',
    answer: DocumentSchema,
    run: ({ runtime }) => structuredClone(toDocument(runtime.store.state)),
  }),
  operation({
    name: 'setState',
    method: 'PUT',
    path: '/_appid/state',
    summary: 'Replaces the whole state. The seed, to which a reset returns, is not changed',
    body: DocumentSchema,
    unchecked: true,
    async run({ runtime, body }) {
      const state = toState(body)
      await runtime.store.put(state)
    },
  }),
] as const
