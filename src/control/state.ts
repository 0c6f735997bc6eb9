/** The whole state. */
import { DocumentSchema, toDocument, toState } from '../model/document.ts'
import { operation } from './operation.ts'

export const stateOperations = [
  operation({
    name: 'reset',
    method: 'POST',
    path: '/_appid/reset',
    summary: 'Everything goes back to the seed, for everybody; the journal is cleared',
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
    summary: 'The whole state in the format of fixtures, private keys included',
    answer: DocumentSchema,
    run: ({ runtime }) => structuredClone(toDocument(runtime.store.state)),
  }),
  operation({
    name: 'setState',
    method: 'PUT',
    path: '/_appid/state',
    summary: 'Replaces the whole state. A reset still goes back to the seed',
    body: DocumentSchema,
    unchecked: true,
    async run({ runtime, body }) {
      const state = toState(body)
      await runtime.store.put(state)
    },
  }),
] as const
