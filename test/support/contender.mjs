/** A process that wants a data file whenever it is told to, and says what came of it. */
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
