import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { demo } from '../support/emulator.ts'
import { blocks } from '../support/readme.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'))
const fixtures = readdirSync(resolve(root, 'fixtures')).filter((name) => name.endsWith('.json'))

interface Schema {
  readonly description?: string
  readonly properties?: Record<string, Schema>
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
  readonly anyOf?: Schema[]
}

/** All members of a schema, at any depth, with their paths. */
function membersOf(schema: Schema, path = ''): (readonly [string, Schema])[] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = schema
  return [
    ...Object.entries(properties).flatMap(([name, inner]) => [
      [`${path}/${name}`, inner] as const,
      ...membersOf(inner, `${path}/${name}`),
    ]),
    ...[items, additionalProperties, ...anyOf].flatMap((inner) =>
      inner ? membersOf(inner, path) : [],
    ),
  ]
}

describe('the shipped JSON Schema', () => {
  const schema: Schema = read('dist/fixture.schema.json')
  const validate = new Ajv({ strict: true, allErrors: true }).compile(schema)

  it('has a description for every member', () => {
    const members = membersOf(schema)
    const { tenants } = schema.properties ?? {}
    expect(members.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        '/$schema',
        '/tenants/applications/clientId',
        '/tenants/config/tokens/accessTokenClaims/source',
        '/tenants/faults/effect/headers',
      ]),
    )
    expect(tenants?.description).toBe('The tenants, by their ids: lower-case uuids')
    expect(members.filter(([, { description = '' }]) => description === '')).toEqual([])
  })

  it('is at the path in the README’s example, and accepts the example', () => {
    const example = JSON.parse(blocks.find(({ heading }) => heading === 'The format')?.text ?? '')
    expect(example.$schema).toBe('./node_modules/appid-emulator/dist/fixture.schema.json')
    expect(Object.keys(read('package.json').exports)).toContain('./dist/fixture.schema.json')
    expect(validate(example) || validate.errors).toBe(true)
  })

  it.each(fixtures)('accepts %s', (name) => {
    expect(validate(read(`fixtures/${name}`)) || validate.errors).toBe(true)
  })

  it.each([
    ['an unknown member', { version: 1, tenants: {}, tenant: {} }],
    [
      'an unknown member of a role',
      { version: 1, tenants: { [demo.tenantId]: { roles: [{ nmae: 'x' }] } } },
    ],
    ['a later version', { version: 2, tenants: {} }],
    ['an invalid tenant id', { version: 1, tenants: { mine: {} } }],
    [
      'a name of 51 characters',
      { version: 1, tenants: { [demo.tenantId]: { applications: [{ name: 'x'.repeat(51) }] } } },
    ],
  ])('refuses %s', (_, document) => {
    expect(validate(document)).toBe(false)
  })
})

describe('the keys of the bundled fixtures', () => {
  it('are marked as test keys', () => {
    for (const name of fixtures)
      for (const { signingKeys = [] } of Object.values<{ signingKeys?: Record<string, string>[] }>(
        read(`fixtures/${name}`).tenants,
      ))
        for (const key of signingKeys)
          expect(key['x-test-key']).toMatch(/never trust it outside tests/)
  })
})
