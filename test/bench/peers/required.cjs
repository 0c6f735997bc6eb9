const { createEmulator } = require('../../../dist/index.cjs')

createEmulator().then(({ url }) => console.log(url))
