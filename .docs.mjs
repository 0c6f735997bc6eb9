/**
 * Writes the tables that the READMEs take from the code, each between `<!-- name:start -->` and `<!-- name:end -->`.
 * With --check it writes nothing, names the READMEs that are out of date and exits with 1.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { bundled } from './.bundled.mjs'

const {
  controlOperations,
  envOptions,
  exportOptions,
  getOverview,
  openApi,
  operations,
  startOptions,
  toEmulator,
  tokenOptions,
  toOpenApi,
  twinOf,
  waitOptions,
} = await bundled(`
    export {
      envOptions, exportOptions, startOptions, tokenOptions, twinOf, waitOptions
    } from './src/cli/options.ts'
    export { toEmulator } from './src/control/object.ts'
    export { getOverview } from './src/control/overview.ts'
    export { openApi, toOpenApi } from './src/control/openapi.ts'
    export { controlOperations } from './src/control/table.ts'
    export { operations } from './src/operations.ts'`)
const document = await toOpenApi('')

const tables = {
  'start options': () => optionsTable(startOptions),
  'env options': () => optionsTable(envOptions),
  'token options': () => optionsTable(tokenOptions),
  'wait options': () => optionsTable(waitOptions),
  'export options': () => optionsTable(exportOptions),
  'control operations': controlTable,
  'control nouns': nounsTable,
  'oauth-server operations': () => supportTable('oauth-server'),
  'mgmt operations': () => supportTable('mgmt'),
  'profiles operations': () => supportTable('profiles'),
  'iam operations': () => supportTable('iam'),
}

const check = process.argv.includes('--check')
const unused = new Set(Object.keys(tables))
for (const file of readmes()) {
  const before = readFileSync(file, 'utf8')
  const after = before.replaceAll(
    /(<!-- (.+):start -->\n)[\s\S]*?(<!-- \2:end -->)/g,
    (whole, start, name, end) => {
      if (!unused.delete(name)) {
        fail(`${file}: there is no table ${name}, or it has a place already`)
        return whole
      }
      return `${start}\n${tables[name]()}\n\n${end}`
    },
  )
  if (after === before) continue
  if (check) fail(`${file} is out of date: run npm run docs`)
  else writeFileSync(file, after)
}
for (const name of unused) fail(`no README has a place for the table ${name}`)

function fail(message) {
  console.error(message)
  process.exitCode = 1
}

function readmes() {
  const below = ['src', 'test', 'fixtures'].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  )
  return ['README.md', ...below].filter((path) => /^(?!.*node_modules).*README\.md$/.test(path))
}

function table(header, rows) {
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function code(text) {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``
}

function optionsTable(options) {
  return table(
    ['option', 'environment', 'meaning'],
    Object.entries(options).map(([name, option]) => {
      const { alias, value, describe } = option
      const flag = `${alias === undefined ? '' : `-${alias}, `}--${name}${value === undefined ? '' : ` ${value}`}`
      return [code(flag), code(twinOf(name, option) ?? ''), describe]
    }),
  )
}

function supportTable(surface) {
  return table(
    ['operation', 'request', ''],
    operations
      .filter(({ name }) => name.startsWith(`${surface}.`))
      .map(({ name, method, path, state }) => [
        code(name),
        code(`${method} ${path}`),
        state === 'emulated' ? '✅' : '➖',
      ]),
  )
}

function controlTable() {
  const methods = methodsByOperation()
  return table(
    ['request', 'method of the object', 'what it does', 'takes', 'returns'],
    [...controlOperations, openApi, getOverview].map(({ name, method, path, summary }) => {
      const { parameters, requestBody, responses } = document.paths[path][method.toLowerCase()]
      const query = parameters.filter((parameter) => parameter.in === 'query')
      const takes = [
        ...query.map((parameter) => `?${parameter.name}`),
        ...(requestBody ? [shape(schemaOf(requestBody))] : []),
      ]
      const [status] = Object.keys(responses)
      const answer = schemaOf(responses[status])
      const returns = answer === undefined ? '' : ` ${code(shape(answer))}`
      return [
        code(`${method} ${path}`),
        (methods.get(name) ?? []).map(code).join(', '),
        summary,
        takes.map(code).join(' '),
        `${status}${returns}`,
      ]
    }),
  )
}

function nounsTable() {
  return table(
    ['noun', 'members'],
    Object.entries(document.components.schemas).map(([name, schema]) => [
      code(name),
      code(shape(schema)),
    ]),
  )
}

function schemaOf({ content }) {
  return content?.['application/json'].schema
}

/** An object is its members, `?` after those that may be left out; a noun is its name. */
function shape({ $ref, type, properties, required = [], items }, deep = false) {
  if ($ref !== undefined) return $ref.split('/').at(-1)
  if (type === 'array') return `[${shape(items, true)}]`
  if (type !== 'object' || (deep && properties === undefined)) return type ?? ''
  const members = Object.entries(properties ?? {}).map(([name, member]) => {
    const inner = member.$ref || member.type === 'array' ? shape(member, true) : ''
    return `${name}${required.includes(name) ? '' : '?'}${/^\[?[A-Z{]/.test(inner) ? `: ${inner}` : ''}`
  })
  return `{ ${members.join(', ')} }`
}

/** Which methods of the object call an operation: each is called once, and what it asks for is written down. */
function methodsByOperation() {
  const methods = new Map([['listTenants', ['emulator.tenants', 'emulator.refresh()']]])
  let method = ''
  const call = async (name) => {
    const known = methods.get(name) ?? []
    if (!known.includes(method)) methods.set(name, [...known, method])
    return { tenantId: 'x' }
  }
  const emulator = toEmulator({
    url: 'http://localhost',
    call,
    tenants: () => [{ tenantId: 'x' }],
    tenant: () => ({ applications: [] }),
    refresh: async () => {},
    close: async () => {},
  })
  const walk = (path, object) => {
    for (const [name, member] of Object.entries(object)) {
      method = `${path}.${name}(${typeof member === 'function' ? parametersOf(member) : ''})`
      if (/^emulator\.(?:tenant|refresh|close)\(|\.(?:credentials|env)\(/.test(method)) continue
      if (typeof member === 'function') member('')
      else if (typeof member === 'object' && !Array.isArray(member) && name !== 'defaultTenant')
        walk(`${path}.${name}`, member)
    }
  }
  walk('emulator', emulator)
  walk('tenant', emulator.defaultTenant)
  return methods
}

/** The names of a function's parameters, without defaults and the digits by which the bundler tells names apart. */
function parametersOf(member) {
  const [, list] = /\(([^)]*)\)/.exec(`${member}`)
  return list.replaceAll(/ = [^,]+|\d+(?=,|$)/g, '')
}
