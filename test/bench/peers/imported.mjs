import { createEmulator } from '../../../dist/index.mjs'

console.log((await createEmulator()).url)
