import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { demo } from '../support/emulator.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'))
const fixtures = readdirSync(resolve(root, 'fixtures'))

describe('the JSON Schema that is shipped', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(
    read('dist/fixture.schema.json'),
  )

  it.each(fixtures)('describes %s', (name) => {
    expect(validate(read(`fixtures/${name}`)) || validate.errors).toBe(true)
  })

  it.each([
    ['an unknown member', { version: 1, tenants: {}, tenant: {} }],
    ['a later version', { version: 2, tenants: {} }],
    ['a tenant id that is none', { version: 1, tenants: { mine: {} } }],
    [
      'a name of 51 characters',
      { version: 1, tenants: { [demo.tenantId]: { applications: [{ name: 'x'.repeat(51) }] } } },
    ],
  ])('refuses %s', (_, document) => {
    expect(validate(document)).toBe(false)
  })
})

describe('the keys of the bundled fixtures', () => {
  it('say that they are test keys', () => {
    for (const name of fixtures)
      for (const { signingKeys = [] } of Object.values<{ signingKeys?: Record<string, string>[] }>(
        read(`fixtures/${name}`).tenants,
      ))
        for (const key of signingKeys)
          expect(key['x-test-key']).toMatch(/never trust it outside tests/)
  })
})
