/**
 * Builds dist/: emulator.cjs contains the emulator, command.cjs the command, and cli.cjs runs it. The other .cjs files
 * contain what these load on demand. index.cjs and index.mjs export what is public in emulator.cjs. Also builds
 * self-contained type declarations and the JSON Schema of fixtures.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import { toJsonSchema } from '@valibot/to-json-schema'
import { build, transform } from 'esbuild'
import { alias, bundled, forBrowsers, inTemporaryFolder } from './.bundled.mjs'

/** Options for toJsonSchema. Checks that JSON Schema cannot express are left out. */
const asGiven = {
  typeMode: 'input',
  errorMode: 'ignore',
  // In a document, only JsonObject is a custom schema.
  overrideSchema: ({ valibotSchema }) =>
    valibotSchema.type === 'custom' ? { type: 'object', additionalProperties: {} } : undefined,
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // V8 keeps a file that is not ASCII in twice the memory.
  charset: 'ascii',
  logLevel: 'warning',
  metafile: true,
  // Smaller files load faster. Our identifiers are kept for readable stack traces.
  minifySyntax: true,
  minifyWhitespace: true,
  // Node prints the line of an uncaught error.
  lineLimit: 120,
  // They are in THIRD-PARTY-LICENSES.txt, all of them.
  legalComments: 'none',
  // One version of these is enough: some packages ask for an older one, too.
  alias: {
    ...alias,
    ...Object.fromEntries(
      ['http-errors', 'mime-types', 'type-is'].map((name) => [name, `./node_modules/${name}`]),
    ),
  },
}

/**
 * Removes parts of libraries that the emulator does not use, but would load at every start: raw-body only has to decode
 * utf-8, mime-db is only used for the media types listed here, and qs only parses. Only the version of our package.json is
 * needed. side-channel is a WeakMap for engines that have none. debug and depd tell developers of a library what it does.
 * yargs measures help texts with string-width, which reads tables of emoji and of Asian characters: the help texts have none.
 * Of Node's own assert, only comparing is needed.
 */
const slim = {
  name: 'slim',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:node:)?assert$/ }, () => ({ namespace: 'slim', path: 'assert' }))
    onLoad({ filter: /^assert$/, namespace: 'slim' }, () => ({
      contents: `const check = (holds, message) => { if (!holds) throw new Error(message) }
        module.exports = Object.assign(check, {
          strictEqual: (one, other, message) => check(one === other, message),
          notStrictEqual: (one, other, message) => check(one !== other, message),
        })`,
    }))
    onLoad({ filter: /iconv-lite[\\/]lib[\\/]index\.js$/ }, () => ({
      contents: `const { StringDecoder } = require('node:string_decoder')
        exports.getDecoder = () => new StringDecoder('utf8')`,
    }))
    onLoad({ filter: /qs[\\/]lib[\\/]stringify\.js$/ }, () => ({ contents: '' }))
    onLoad({ filter: /side-channel[\\/]index\.js$/ }, () => ({
      contents: 'module.exports = () => new WeakMap()',
    }))
    onLoad({ filter: /[\\/]debug[\\/]src[\\/]index\.js$/ }, () => ({
      contents: 'module.exports = () => () => {}',
    }))
    onLoad({ filter: /[\\/]depd[\\/]index\.js$/ }, () => ({
      contents: `module.exports = () =>
        Object.assign(() => {}, { function: (wrapped) => wrapped, property() {} })`,
    }))
    onLoad({ filter: /string-width[\\/]index\.js$/ }, () => ({
      contents: `import { stripVTControlCharacters } from 'node:util'
        export default (text) => stripVTControlCharacters(text).length`,
    }))
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== resolve('package.json')) return undefined
      const { version } = JSON.parse(await readFile(path, 'utf8'))
      return { loader: 'json', contents: JSON.stringify({ version }) }
    })
    onLoad({ filter: /mime-db[\\/]db\.json$/ }, async ({ path }) => {
      const used = [
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'text/html',
        'text/plain',
      ]
      const db = JSON.parse(await readFile(path, 'utf8'))
      return {
        loader: 'json',
        contents: JSON.stringify(Object.fromEntries(used.map((type) => [type, db[type]]))),
      }
    })
  },
}

/** Shortens the identifiers of libraries. Those at the top of an ES module stay: they may be the names of error classes. */
const shorten = {
  name: 'shorten',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const isCommonJs = !/\b(?:import|export)\b/.test(source)
      const { code } = await transform(source, {
        minifyIdentifiers: true,
        ...(isCommonJs && { format: 'cjs' }),
      })
      return { contents: code }
    })
  },
}

/** The files that are imported dynamically, by the name of their bundle. */
const demanded = new Map()

/** Puts each file that is imported dynamically into its own bundle. (esbuild splits only ES modules.) */
const onDemand = {
  name: 'on-demand',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined
      const { name } = parse(path)
      demanded.set(name, (await resolve(path, { kind: 'import-statement', resolveDir })).path)
      return { path: `./${name}.cjs`, external: true }
    })
  },
}

/** Replaces imports of a file by imports of another bundle. */
const apart = (filter, path) => ({
  name: 'apart',
  setup: ({ onResolve }) => onResolve({ filter }, () => ({ path, external: true })),
})

/** The command, too, is CommonJS: Node takes 5 ms to set up its loader of ES modules. */
const toCommonJs = {
  ...common,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // import() becomes require(): to import a CommonJS module, Node parses the whole file again to find its exports.
  supported: { 'dynamic-import': false },
}

await rm('dist', { recursive: true, force: true })
const server = await build({
  ...toCommonJs,
  plugins: [slim, shorten, onDemand],
  entryPoints: { emulator: 'src/index.ts' },
})
const command = await build({
  ...toCommonJs,
  plugins: [slim, shorten, apart(/^(?:\.\.\/)+index\.ts$/, './emulator.cjs'), onDemand],
  entryPoints: { command: 'src/cli.ts' },
  // yargs is an ES module, which needs its own URL.
  define: { 'import.meta.url': 'here' },
  banner: { js: "'use strict';const here = require('node:url').pathToFileURL(__filename).href;" },
})
const extras = await build({
  ...toCommonJs,
  plugins: [slim, shorten, forBrowsers.esbuild],
  entryPoints: Object.fromEntries(demanded),
})
const doubled = Object.keys(extras.metafile.inputs).filter(
  (path) => path.startsWith('src/') && path in server.metafile.inputs,
)
assert.deepEqual(doubled, [], 'these files are in two bundles: instanceof would fail')
await build({
  ...toCommonJs,
  // Old enough for any Node that may have to print that it is too old.
  target: 'node12',
  plugins: [apart(/^\.\/cli\.ts$/, './command.cjs')],
  entryPoints: { cli: 'src/entry.ts' },
})
// index.mjs imports index.cjs, because it is small: Node parses a CommonJS module again to find its exports.
// Bundlers can follow this, unlike createRequire.
const exported = '{ connect, createEmulator, EmulatorError }'
await writeFile(
  'dist/index.cjs',
  `const ${exported} = require('./emulator.cjs')\nmodule.exports = ${exported}\n`,
)
await writeFile('dist/index.mjs', `export ${exported} from './index.cjs'\n`)

await writeFile('dist/THIRD-PARTY-LICENSES.txt', await licences([server, command, extras]))

const { nouns, described } = await bundled(`
    export { nouns } from './src/control/nouns.ts'
    export { described } from './src/model/descriptions.ts'`)
const schema = fixtureSchema(nouns.Fixture)
await writeFile('dist/fixture.schema.json', `${JSON.stringify(schema)}\n`)
const declarations = await declare()
// One copy of the types is enough: they are the same in both kinds of modules.
await writeFile('dist/index.d.cts', declarations)
await writeFile('dist/index.d.mts', `export * from './index.cjs'\n`)

function fixtureSchema(source) {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Fixture',
    description: 'A fixture of appid-emulator. Everything below a tenant id is optional.',
    ...described(toJsonSchema(source, asGiven)),
  }
}

/** The type declarations of src/index.ts, in one file without imports. */
function declare() {
  return inTemporaryFolder(async (folder) => {
    const tsc = 'node_modules/typescript/bin/tsc'
    const flags = [
      ...['--noEmit', 'false', '--noCheck', '--emitDeclarationOnly', '--declaration'],
      ...['--outDir', folder],
    ]
    execFileSync(process.execPath, [tsc, ...flags], { stdio: 'inherit' })
    const parts = await Promise.all(
      ['model/emulator-error', 'api', 'emulator', 'client'].map((name) =>
        readFile(join(folder, 'src', `${name}.d.ts`), 'utf8'),
      ),
    )
    // Many users compile for a target that does not include Symbol.asyncDispose.
    return ['/// <reference lib="esnext.disposable" />', ...parts.map(typesOnly)].join('\n')
  })
}

/** Removes imports, and functions that are not public. */
function typesOnly(declarations) {
  const comment = /(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?/.source
  const inner = /export declare function (?!createEmulator\b|connect\b)(?:.*;\n|[\s\S]*?^\};\n)/
    .source
  return declarations
    .replaceAll(/^import .*\n/gm, '')
    .replaceAll(new RegExp(`^${comment}${inner}`, 'gm'), '')
}

/**
 * The licences of all bundled packages, which must be distributed with them: each text once, below the packages that have
 * it and their lines of copyright.
 */
async function licences(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs))
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  const copyright = /^[ \t]*copyright (?:\(c\)|©|\d).*$/gim
  const licensed = new Map()
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
    const text = file === undefined ? '' : await readFile(`${folder}/${file}`, 'utf8')
    const holders = (text.match(copyright) ?? []).map((line) => `  ${line.trim()}`)
    const terms = text
      .replaceAll(copyright, '')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()
    const key = terms.replaceAll(/\s+/g, ' ')
    const same = licensed.get(key) ?? { terms, packages: new Set() }
    licensed.set(key, same)
    same.packages.add([`${name} ${version} (${license})`, ...holders].join('\n'))
  }
  return [...licensed.values()]
    .map(({ packages, terms }) => `${[...packages].join('\n')}\n\n${terms}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}
