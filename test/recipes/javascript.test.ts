import { expect } from 'vitest'
import { it } from '../support/recipes.ts'

it('node --test runs its sample, and fails when the application is broken', async ({ project }) => {
  const { run, change } = await project('node-test')
  const { code, output } = await run('node --test')
  expect(output).toMatch(/^[#ℹ] pass 1$/m)
  expect(code).toBe(0)

  await change('token.test.mjs', 'application.secret', 'application.name')
  const broken = await run('node --test')
  expect(broken.output).toMatch(/^[#ℹ] fail 1$/m)
  expect(broken.code).toBe(1)
})
