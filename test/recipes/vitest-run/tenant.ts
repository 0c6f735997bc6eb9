import { connect } from 'appid-emulator'
import { beforeEach, inject } from 'vitest'

const emulator = await connect(inject('appIdUrl'))
/** The tenant of the test file that imports it. */
export const tenant = await emulator.createTenant({ from: 'demo' })
beforeEach(() => tenant.reset())
