import { createRequire } from 'node:module'

const { createEmulator } = createRequire(import.meta.url)('../../../dist/emulator.cjs')

console.log((await createEmulator()).url)
