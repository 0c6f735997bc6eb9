import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { demo, it } from '../support/emulator.ts'

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`

/** Writes the content to a temporary file. */
async function written(content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'written-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'fixture.json')
  await writeFile(file, content)
  return file
}

const tenant = (name: string, line = '\n') =>
  [`{`, `  "version": 1,`, `  "tenants": { "${id(1)}": { "name": "${name}" } }`, `}`, ``].join(line)

const ends = 'the text ends too early'
const notQuoted = 'names and strings must be in double quotes'
const trailingComma = 'a trailing comma is not allowed'
const noComments = 'JSON has no comments'
const problems = [
  ['a comma after the last member', '{\n  "version": 1,\n}', 2, 15, trailingComma],
  ['a comma after the last item', '{"version":1,"x":[\n1, 2, [3,]\n]}', 2, 9, trailingComma],
  ['a comma after the last item, on another line', '[\n  [1],\n]\n', 2, 6, trailingComma],
  ['a missing comma between members', '{"a": 1\n "b": 2}', 2, 2, 'a comma is missing'],
  ['a missing comma between items', '{"a": [1,\n 2 3]}', 2, 4, 'a comma is missing'],
  ['a line comment', '{\n  // mine\n  "version": 1\n}', 2, 3, noComments],
  ['a block comment', '{ "version": /* the only */ 1 }', 1, 14, noComments],
  [
    'a string without its closing quote',
    '{\n "a: 1,\n "b": 2\n}',
    2,
    2,
    'the closing quote of this string is missing',
  ],
  ['single quotes', `{'version': 1}`, 1, 2, notQuoted],
  ['single quotes in an array', `{"a": ['x']}`, 1, 8, notQuoted],
  ['a name without quotes', '{\r\n  version: 1\r\n}', 2, 3, notQuoted],
  ['a word that JSON does not have', '{"a": undefined}', 1, 7, notQuoted],
  ['no colon', '{"version" 1}', 1, 12, 'a colon is missing'],
  ['no value', '{"version": }', 1, 13, 'a value is missing'],
  ['an end inside an object', '{"version": 1,\n"tenants": {', 2, 13, `${ends}: a } is missing`],
  ['an end inside an array', '{"x": [1', 1, 9, `${ends}: a ] is missing`],
  ['blank text', '\n\n', 3, 1, `${ends}: a value is missing`],
  ['text after the end', '{"version":1}\n}', 2, 1, 'there is text after the end of the document'],
  ['a backslash', '{"a": "C:\\dir"}', 1, 7, 'unknown escape sequence: write a backslash as \\\\'],
  ['a wrong escape', '{"a": "\\u12"}', 1, 7, '\\u needs four hexadecimal digits'],
  [
    'a tab in a string',
    '{"a":\n"x\ty"}',
    2,
    1,
    'control characters in a string must be escaped, such as \\t',
  ],
  ['an invalid number', '{"a": 1.}', 1, 7, 'this is not a valid number'],
] as const

describe('a fixture that is not valid JSON', () => {
  it.for(problems)(
    'is refused with line, column and reason: %s',
    async ([, text, line, column, reason]) => {
      const seed = await written(text)
      await expect(createEmulator({ seed })).rejects.toMatchObject({
        message: `seed ${seed}: is not JSON: ${reason} (line ${line}, column ${column})`,
      })
    },
  )

  it('is refused at any depth of nesting', async () => {
    for (const [text, message] of [
      ['['.repeat(100_000), 'is not JSON, and is nested too deeply to say where'],
      [
        `{"version":1,"tenants":{},"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        'a: is not known here; known: $schema, version, iam, faults, tenants (line 1)',
      ],
      [
        `{"version":1,"tenants":{},"faults":[{"effect":{"status":500,"body":${'['.repeat(5_000)}${']'.repeat(5_000)}}}]}`,
        'faults.0.effect.body: must not be nested deeper than 100 levels (line 1)',
      ],
      [
        `${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`,
        'is nested too deeply (line 1); must be an object, not an array (line 1)',
      ],
    ] as const) {
      const seed = await written(text)
      await expect(createEmulator({ seed })).rejects.toMatchObject({
        message: `seed ${seed}: ${message}`,
      })
    }
  })
})

describe('a fixture that is refused', () => {
  it('is refused with the lines of what is wrong, in their order', async ({ start }) => {
    const text = (role: string) => `{ "version": 1, "tenants": { "${demo.tenantId}": {
      "users": [{ "email": "a", "roles": [
        "${role}"] }],
      "roles": [{ "name": "clerk" }],
      "applications": [
        { "name": "x",
          "name": "web" }] } } }`
    const users = `tenants.${demo.tenantId}.users.0.roles`
    const twice = `tenants.${demo.tenantId}.applications.0.name: is given a second time (line 7, column 11)`
    const seed = await written(text('clark'))
    await expect(start({ seed })).rejects.toThrow(
      `seed ${seed}: ${users}.0: there is no role clark; did you mean clerk? (line 3); ${twice}`,
    )
    const other = await written(text('clerk').replace('"name": "x",\n', '\n'))
    expect((await start({ seed: other })).tenants).toHaveLength(1)
    const data = await written(text('clerk').replace('["', '[5, "'))
    await expect(start({ data, seed: false })).rejects.toThrow(twice)
  })
})

describe('a data file that is not valid JSON', () => {
  it('is refused with line, column and reason', async () => {
    const data = await written('{\n  "version": 1,\n}')
    await expect(createEmulator({ data })).rejects.toThrow(
      `${data}: is not JSON: ${trailingComma} (line 2, column 15). Is it a data file of the emulator?`,
    )
  })
})

describe('a file from an editor of another system', () => {
  const readable = [
    ['with a byte order mark', Buffer.from(`\ufeff${tenant('Schlüssel')}`)],
    ['with CRLF line ends', Buffer.from(tenant('Schlüssel', '\r\n'))],
    ['with both', Buffer.from(`\ufeff${tenant('Schlüssel', '\r\n')}`)],
  ] as const
  const utf16 = 'is UTF-16: save it as UTF-8'
  const others = [
    ['UTF-16', Buffer.from(`\ufeff${tenant('Schlüssel')}`, 'utf16le'), utf16],
    ['big-endian UTF-16', Buffer.from(`\ufeff${tenant('x')}`, 'utf16le').swap16(), utf16],
    ['UTF-16 without a byte order mark', Buffer.from(tenant('Schlüssel'), 'utf16le'), utf16],
    ['Latin-1', Buffer.from(tenant('Schlüssel'), 'latin1'), 'is not UTF-8: save it as UTF-8'],
  ] as const

  it.for(readable)('is read as a seed: %s', async ([, bytes], { start }) => {
    const emulator = await start({ seed: await written(bytes) })
    expect(emulator.tenants.map(({ name }) => name)).toEqual(['Schlüssel'])
  })

  it.for(readable)('is read as a data file: %s', async ([, bytes], { start }) => {
    const emulator = await start({ data: await written(bytes), seed: false })
    expect(emulator.tenants.map(({ name }) => name)).toEqual(['Schlüssel'])
  })

  it.for(others)('is refused with the name of its encoding: %s', async ([, bytes, message]) => {
    const file = await written(bytes)
    await expect(createEmulator({ seed: file })).rejects.toMatchObject({
      message: `seed ${file}: ${message}`,
    })
    await expect(createEmulator({ data: file, seed: false })).rejects.toThrow(
      `${file}: ${message}. `,
    )
    expect(await readFile(file)).toEqual(bytes)
  })
})

describe('a fixture with a duplicate member', () => {
  it('is refused as a data file, too, and not changed', async () => {
    const text = `{"version":1,"tenants":{"${id(1)}":{"name":"a"},\n"${id(1)}":{"name":"b"}}}`
    const file = await written(text)
    await expect(createEmulator({ data: file, seed: false })).rejects.toThrow(
      `${file}: tenants.${id(1)}: is given a second time (line 2, column 1). `,
    )
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  it('is refused for a duplicate tenant', async () => {
    const seed = await written(
      `{ "version": 1, "tenants": {\n "${id(1)}": {},\n "${id(2)}": {},\n "${id(1)}": {}\n} }`,
    )
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `seed ${seed}: tenants.${id(1)}: is given a second time (line 4, column 2)`,
    })
  })

  it('is refused with a list of all duplicates', async () => {
    const seed = await written(
      `{ "version": 1, "tenants": { "${id(1)}": { "applications": [\n{ "name": "x", "name": "y" }, { "name": "z" }] } },\n"tenants": {} }`,
    )
    const place = `tenants.${id(1)}.applications.0.name`
    await expect(createEmulator({ seed })).rejects.toMatchObject({
      message: `seed ${seed}: ${place}: is given a second time (line 2, column 16); tenants: is given a second time (line 3, column 1)`,
    })
  })

  it('is accepted if the duplicate is only inside a string', async ({ start }) => {
    const seed = await written(
      `{ "version": 1, "tenants": { "${id(1)}": { "name": "a\\": {\\"a\\": 1, \\\\" }, "${demo.tenantId}": { "name": "::" } } }`,
    )
    const { tenants } = await start({ seed })
    expect(tenants.map(({ name }) => name)).toEqual(['a": {"a": 1, \\', '::'])
  })
})
