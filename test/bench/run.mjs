/**
 * `npm run bench` compares the speed and memory of the emulator with other servers, and with itself. The sides of
 * a comparison are measured in turn, round after round, so that both suffer from the same disturbances.
 */
import { createReport } from './report.mjs'
import { fullStore } from './rows/full-store.mjs'
import { largeStore } from './rows/large-store.mjs'
import { memoryUnderLoad } from './rows/memory.mjs'
import { registrations } from './rows/registrations.mjs'
import { signIn } from './rows/sign-in.mjs'
import { command, start } from './rows/start.mjs'
import { steering } from './rows/steering.mjs'
import { manyClients, oneClient } from './rows/tokens.mjs'
import { users } from './rows/users.mjs'

const report = createReport()
await report.add('Start', start)
await report.add('--version and --help', command)
await report.add('Tokens, one client again and again', oneClient)
await report.add('Tokens, 2,000 clients in turn', manyClients)
await report.add('Tokens of a full store', fullStore)
await report.add('Registrations', registrations)
await report.add('A large data file', largeStore)
await report.add('Many users', users)
await report.add('Sign-ins', signIn)
await report.add('Steering', steering)
await report.add('Memory under load', memoryUnderLoad)
await report.finish()
