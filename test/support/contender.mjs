/** For each message, tries to start an emulator with that data file, and reports the outcome. */
import { createEmulator } from '../../dist/index.mjs'

process.on('message', async (data) => {
  try {
    const { url } = await createEmulator({ data, seed: false })
    process.send({ url })
  } catch ({ message }) {
    process.send({ message })
  }
})
process.send({})
