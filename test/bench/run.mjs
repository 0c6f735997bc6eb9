/**
 * `npm run bench`: what the emulator costs, as ratios to its peers and to itself. Everything that is
 * compared is measured in turn, round after round, so that what disturbs one side disturbs the other.
 */
import { createReport } from './report.mjs'
import { fullStore } from './rows/full-store.mjs'
import { largeStore } from './rows/large-store.mjs'
import { memoryUnderLoad } from './rows/memory.mjs'
import { registrations } from './rows/registrations.mjs'
import { command, start } from './rows/start.mjs'
import { steering } from './rows/steering.mjs'
import { manyClients, oneClient } from './rows/tokens.mjs'

const report = createReport()
await report.add('Start', start)
await report.add('--version and --help', command)
await report.add('Tokens, one client again and again', oneClient)
await report.add('Tokens, 2,000 clients in turn', manyClients)
await report.add('Tokens of a full store', fullStore)
await report.add('Registrations', registrations)
await report.add('A large data file', largeStore)
await report.add('Steering', steering)
await report.add('Memory under load', memoryUnderLoad)
await report.finish()
