import { expect } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { commandOf, it, type Project } from '../support/recipes.ts'

/** Runs a sample as it is and a broken copy, and returns what the tool printed. */
async function outputs(name: string, sound: Project, broken: Project) {
  const command = commandOf(name)
  // Otherwise vitest leaves a core unused, and two cores get one worker.
  const env = { VITEST_MAX_WORKERS: '2' }
  const [good, bad] = await Promise.all([sound.run(command, env), broken.run(command, env)])
  expect(good.code, good.output).toBe(0)
  expect(bad.code, bad.output).toBe(1)
  return [good.output, bad.output] as const
}

it('vitest-file passes, and fails when the application does not retry', async ({ project }) => {
  const broken = await project('vitest-file')
  await broken.change('get-token.ts', '!== 429', '!== 420')
  const [passed, failed] = await outputs('vitest-file', await project('vitest-file'), broken)
  expect(passed).toMatch(/^ +Tests +2 passed \(2\)$/m)
  expect(failed).toMatch(/^ +Tests +1 failed \| 1 passed \(2\)$/m)
})

it('vitest-run passes, and fails when its files share a tenant', async ({ project }) => {
  const broken = await project('vitest-run')
  await broken.change(
    'tenant.ts',
    "await emulator.createTenant({ from: 'demo' })",
    'emulator.defaultTenant',
  )
  await broken.change('tenant.ts', 'tenant.reset()', '{}')
  const [passed, failed] = await outputs('vitest-run', await project('vitest-run'), broken)
  expect(passed).toMatch(/^ +Tests +2 passed \(2\)$/m)
  expect(failed).toMatch(/^ +Tests +[12] failed/m)
})

it('jest passes, and fails when the application does not retry', async ({ project }) => {
  const broken = await project('jest')
  await broken.change('get-token.js', '!== 429', '!== 420')
  const [passed, failed] = await outputs('jest', await project('jest'), broken)
  expect(passed).toMatch(/^Tests: +2 passed, 2 total$/m)
  expect(failed).toMatch(/^Tests: +1 failed, 1 passed, 2 total$/m)
})

it('node-test passes, and fails when the application has no secret', async ({ project }) => {
  const broken = await project('node-test')
  await broken.change('token.test.mjs', 'application.secret', 'application.name')
  const [passed, failed] = await outputs('node-test', await project('node-test'), broken)
  expect(passed).toMatch(/^[#ℹ] pass 1$/m)
  expect(failed).toMatch(/^[#ℹ] fail 1$/m)
})

it('playwright passes, and fails when the application accepts any token', async ({ project }) => {
  const onFreePorts = async () => {
    const one = await project('playwright')
    const [emulator, application] = await Promise.all([freePort(), freePort()])
    await one.change('playwright.config.ts', '6002', emulator)
    await one.change('api.spec.ts', '6002', emulator)
    await one.change('playwright.config.ts', '3000', application)
    await one.change('app.mjs', '3000', application)
    return one
  }
  const broken = await onFreePorts()
  await broken.change('app.mjs', '401', '200')
  const [passed, failed] = await outputs('playwright', await onFreePorts(), broken)
  expect(passed).toMatch(/^ +2 passed \(/m)
  expect(failed).toMatch(/^ +1 failed$/m)
  expect(failed).toMatch(/^ +1 passed \(/m)
})

it('web-app passes, and fails when the session is lost at the sign-in', async ({ project }) => {
  const broken = await project('web-app')
  await broken.change('app.mjs', 'keepSessionInfo: true', 'keepSessionInfo: false')
  const [passed, failed] = await outputs('web-app', await project('web-app'), broken)
  expect(passed).toMatch(/^[#ℹ] pass 3$/m)
  expect(failed).toMatch(/^[#ℹ] fail 3$/m)
})
