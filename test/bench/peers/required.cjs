const { createEmulator } = require('../../../dist/emulator.cjs')

createEmulator().then(({ url }) => console.log(url))
