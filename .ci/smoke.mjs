/**
 * The package as users get it: packed, installed into an empty folder, started with npx, imported from ESM
 * and from CommonJS, and type-checked by a consumer who has nothing else installed.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

  // What bundlers and compilers of every kind make of it.
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
  for (const bin of ['appid-emulator', 'emulator'])
    assert.match(run('npx', [bin, '--version']), /^\d+\.\d+\.\d+\n$/)
  await startedBy('npx', ['emulator', 'start', '--port', '0'])

  const use = `createEmulator().then(async (e) => { console.log(e.tenants.length); await e.close() })`
  writeFileSync(join(folder, 'esm.mjs'), `import { createEmulator } from 'appid-emulator'\n${use}`)
  writeFileSync(
    join(folder, 'common.cjs'),
    `const { createEmulator } = require('appid-emulator')\n${use}`,
  )
  for (const file of ['esm.mjs', 'common.cjs']) assert.equal(run(process.execPath, [file]), '2\n')

  const typed = `import { createEmulator, type Emulator, type Fixture } from 'appid-emulator'
const fixture: Fixture = { version: 1, tenants: { '11111111-2222-4333-8444-555555555555': { applications: [{ name: 'x' }] } } }
export const emulator: Promise<Emulator> = createEmulator({ seed: fixture, now: () => 0 })
export const ids: Promise<string[]> = emulator.then(({ tenants }) => tenants.map(({ tenantId }) => tenantId))
// @ts-expect-error: there is no such type of application
export const wrong: Fixture = { version: 1, tenants: { x: { applications: [{ type: 'mobileapp' }] } } }
`
  writeFileSync(join(folder, 'esm.mts'), typed)
  writeFileSync(join(folder, 'common.cts'), typed)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const strict = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
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
