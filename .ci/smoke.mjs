/**
 * Tests the package as users get it: packed, installed into an empty folder, started with npx, imported from ESM
 * and from CommonJS, and type-checked without any other package installed.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'appid-emulator-smoke-'))
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], root)
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  const path = join(folder, tarball)

  // Check the package's exports and types for all kinds of bundlers and compilers.
  run('npx', ['publint', '--strict', path], root)
  run('npx', ['attw', path], root)

  await startedBy('npx', ['--yes', `./${tarball}`, '--port', '0'])

  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', path])
  assert.deepEqual(
    readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['appid-emulator'],
  )
  const installed = join(folder, 'node_modules/appid-emulator')
  assert.match(readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8'), /^koa \d/m)
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const readmes = [
    'README.md',
    'fixtures/README.md',
    ...files.filter((name) => /README/.test(name)),
  ]
  for (const name of readmes)
    assert.equal(
      readFileSync(join(installed, name), 'utf8'),
      readFileSync(join(root, name), 'utf8'),
    )
  assert.ok(statSync(path).size <= 340_000, 'the package is at most 340 kB to download')
  for (const bin of ['appid-emulator', 'emulator'])
    assert.match(run('npx', [bin, '--version']), /^\d+\.\d+\.\d+\n$/)
  await startedBy('npx', ['emulator', 'start', '--port', '0'])

  const names = '{ connect, createEmulator, EmulatorError }'
  const use = `createEmulator().then(async (emulator) => {
  const connection = await connect(emulator.url)
  const refused = await connection.state.set({}).catch((error) => error)
  console.log(connection.tenants.length, refused instanceof EmulatorError, refused.code)
  await connection.close()
  await emulator.close()
})`
  writeFileSync(join(folder, 'esm.mjs'), `import ${names} from 'appid-emulator'\n${use}`)
  writeFileSync(join(folder, 'common.cjs'), `const ${names} = require('appid-emulator')\n${use}`)
  // A bundler finds all that is loaded on demand.
  const bundled = ['--bundle', '--platform=node', '--log-level=warning', '--outfile=bundled.cjs']
  run(join(root, 'node_modules/.bin/esbuild'), ['esm.mjs', ...bundled])
  for (const file of ['esm.mjs', 'common.cjs', 'bundled.cjs'])
    assert.equal(run(process.execPath, [file]), '2 true INVALID_INPUT\n')

  // Nothing that is only for the command is exported.
  writeFileSync(
    join(folder, 'exported.mjs'),
    `import { createRequire } from 'node:module'
import * as imported from 'appid-emulator'
const required = createRequire(import.meta.url)('appid-emulator')
for (const exported of [required, imported]) console.log(Object.keys(exported).sort().join())`,
  )
  assert.equal(
    run(process.execPath, ['exported.mjs']),
    'EmulatorError,connect,createEmulator\n'.repeat(2),
  )

  writeFileSync(
    join(folder, 'uncaught.mjs'),
    "import { createEmulator } from 'appid-emulator'\nawait createEmulator({ port: -1 })",
  )
  const { stderr } = spawnSync(process.execPath, ['uncaught.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  })
  assert.match(stderr, /EmulatorError\]?: port: must be a whole number/)
  assert.ok(
    stderr.length < 5000,
    'an uncaught error is readable: Node prints the line that threw it',
  )

  const tenantId = '11111111-2222-4333-8444-555555555555'
  const given = `{
  "version": 1,
  "faults": [{ "times": 1, "effect": { "malformed": true } }, { "effect": { "delayMs": 1 } }],
  "tenants": {
    "${tenantId}": {
      "applications": [{ "name": "x", "type": "singlepageapp" }, { "scopes": ["read"] }, {}],
      "roles": [{ "name": "reader", "access": null }],
      "faults": [{ "operation": "oauth-server.token", "effect": { "flaw": "expired" } }],
      "config": {
        "tokens": { "accessTokenClaims": [{ "source": "roles", "destinationClaim": "roles" }] },
        "idps/cloud_directory": { "isActive": false }
      }
    }
  }
}`
  writeFileSync(join(folder, 'fixture.json'), given)
  for (const name of ['demo', 'failures'])
    copyFileSync(join(root, `fixtures/${name}.json`), join(folder, `${name}.json`))

  const typed =
    `import { connect, createEmulator, EmulatorError, type Emulator, type ErrorCode, type Fixture } from 'appid-emulator'
import demo from './demo.json' with { type: 'json' }
import failures from './failures.json' with { type: 'json' }
import imported from './fixture.json' with { type: 'json' }
const constant = ${given} as const
export const annotated: Fixture = constant
export const seeds: Promise<Emulator>[] = [constant, imported, demo, failures, [demo, imported, constant, 'failures']]
  .map((seed) => createEmulator({ seed }))
export const direct: Promise<Emulator>[] = [createEmulator({ seed: constant }), createEmulator({ seed: imported })]
export const copied = async ({ createTenant, state }: Emulator): Promise<void> => {
  await createTenant({ fixture: constant.tenants['%'] })
  await createTenant({ fixture: imported.tenants['%'] })
  await state.set(imported)
}
export const connected: Promise<Emulator> = connect('http://localhost:6002')
export const codeOf = (error: unknown): ErrorCode | undefined => error instanceof EmulatorError ? error.code : undefined
// @ts-expect-error: tenants is missing
createEmulator({ seed: { version: 1 } })
// @ts-expect-error: name must be a string
createEmulator({ seed: { ...imported, tenants: { '%': { name: 5 } } } })
const fixture: Fixture = { version: 1, tenants: { '%': { applications: [{ name: 'x' }] } } }
export const emulator: Promise<Emulator> = createEmulator({ seed: fixture, now: () => 0 })
export const ids: Promise<string[]> = emulator.then(({ tenants }) => tenants.map(({ tenantId }) => tenantId))
// @ts-expect-error: there is no such type of application
export const wrong: Fixture = { version: 1, tenants: { x: { applications: [{ type: 'mobileapp' }] } } }
`.replaceAll('%', tenantId)
  writeFileSync(join(folder, 'esm.mts'), typed)
  // Imports that are compiled to require cannot have attributes.
  writeFileSync(join(folder, 'common.cts'), typed.replaceAll(" with { type: 'json' }", ''))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const strict = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--resolveJsonModule',
    '--skipLibCheck',
    'false',
  ]
  run(process.execPath, [tsc, ...strict, '--types', '', 'esm.mts', 'common.cts'])

  console.log('the packed tarball works')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Starts the emulator, gets a token from it and stops it. */
async function startedBy(command, args) {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /^App ID emulator ready at (http:\S+)$/.exec(line) ?? []
      if (url === undefined) continue
      await getToken(url)
      process.kill(-child.pid, 'SIGTERM')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  } finally {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {}
  }
}

async function getToken(url) {
  const { tenants } = JSON.parse(readFileSync(join(root, 'fixtures/demo.json'), 'utf8'))
  const [[tenantId, { applications }]] = Object.entries(tenants)
  const [{ clientId, secret }] = applications
  const response = await fetch(`${url}/oauth/v4/${tenantId}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  assert.equal(response.status, 200)
  assert.equal((await response.json()).token_type, 'Bearer')
}
