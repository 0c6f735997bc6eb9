import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { readmeAt } from '../support/readme.ts'
import { type Ended, it } from '../support/recipes.ts'

const succeeds = (command: string, args: readonly string[], env = {}) =>
  spawnSync(command, args, { env: { ...process.env, ...env } }).status === 0

/** The first Python that has these modules. */
const pythonWith = (modules: string) =>
  ['python3', '/usr/bin/python3'].find((python) => succeeds(python, ['-c', `import ${modules}`]))

/** Tests that need a tool. Without it they are skipped, except in CI, where they fail. */
function describeWith(tool: string, packages: string, found: boolean, tests: () => void): void {
  describe.skipIf(!found && !process.env.CI)(`${tool} (Debian's ${packages})`, () => {
    beforeAll(() => {
      if (!found) throw new Error(`${tool} is missing: apt-get install ${packages}`)
    })
    tests()
  })
}

/** The command, which the table of recipes has to show. */
function shown(command: string): string {
  expect(readmeAt('test/recipes/README.md')).toContain(` \`${command}\` |\n`)
  return command
}

/** How a command has to end. */
const ended = (code: number, output: RegExp): Ended => ({
  code,
  output: expect.stringMatching(output),
})

/** The environment in which `pytest` is that of a Python. */
async function environmentOf(python: string | undefined, folder: string) {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'pytest'), `#!/bin/sh\nexec ${python} -m pytest "$@"\n`)
  await chmod(join(bin, 'pytest'), 0o755)
  return { PATH: `${bin}:${process.env.PATH}` }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Settings for samples that use the default port. */
async function onFreePort() {
  const port = await freePort()
  return {
    APPID_EMULATOR_PORT: `${port}`,
    APPID_EMULATOR_URL: `http://localhost:${port}`,
  }
}

const authlib = pythonWith('pytest, authlib, requests')
describeWith(
  'pytest with Authlib',
  'python3-pytest python3-authlib python3-requests',
  authlib !== undefined,
  () => {
    it('runs its sample, and fails when the application is broken', async ({ project }) => {
      const { folder, run, change } = await project('pytest')
      const env = await environmentOf(authlib, folder)
      const command = shown('npx appid-emulator exec -- pytest')
      expect(await run(command, env)).toEqual(ended(0, /^=+ 6 passed in .*=$/m))

      await change('app.py', 'claims.validate()', 'pass')
      expect(await run(command, env)).toEqual(ended(1, /^=+ 2 failed, 4 passed in .*=$/m))
      await change('app.py', 'Retry(3,', 'Retry(1,')
      expect(await run(command, env)).toEqual(ended(1, /^=+ 3 failed, 3 passed in .*=$/m))
    })
  },
)

const requestsOauthlib = pythonWith('pytest, requests_oauthlib')
describeWith(
  'pytest with requests-oauthlib',
  'python3-pytest python3-requests-oauthlib',
  requestsOauthlib !== undefined,
  () => {
    it('runs its sample, and fails without OAUTHLIB_INSECURE_TRANSPORT', async ({ project }) => {
      const { folder, run, change } = await project('requests-oauthlib')
      const env = await environmentOf(requestsOauthlib, folder)
      const command = shown('npx appid-emulator exec -- pytest')
      expect(await run(command, env)).toEqual(ended(0, /^=+ 1 passed in .*=$/m))

      await change('test_token.py', 'OAUTHLIB_INSECURE_TRANSPORT', 'OTHER')
      expect(await run(command, env)).toEqual(
        ended(1, /InsecureTransportError[\s\S]*^=+ 1 failed in .*=$/m),
      )
    })
  },
)

// Debian's Go packages are sources below this folder, which only the old mode without modules reads.
const goPath = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' }
describeWith(
  'go test',
  'golang-go golang-golang-x-oauth2-dev golang-github-coreos-go-oidc-dev',
  succeeds(
    'go',
    ['list', 'golang.org/x/oauth2/clientcredentials', 'github.com/coreos/go-oidc'],
    goPath,
  ),
  () => {
    it('runs its sample, and fails when the application is broken', async ({ project }) => {
      const { run, change } = await project('go')
      const command = shown('npx appid-emulator exec -- go test -v')
      const passed = await run(command, goPath)
      expect(passed).toEqual(ended(0, /^ok {2}\t/m))
      expect(passed.output.match(/^ *--- PASS: /gm)).toHaveLength(6)

      await change('app.go', 'ClientID: os.Getenv("clientId")', 'SkipClientIDCheck: true')
      const failed = await run(command, goPath)
      expect(failed).toEqual(ended(1, /^FAIL\t/m))
      expect(failed.output.match(/^ +--- FAIL: .*$/gm)).toEqual([
        expect.stringContaining('TestRefusesATokenThatIs/wrong-audience'),
      ])
    }, 180_000)
  },
)

describeWith('bash with curl', 'curl', succeeds('curl', ['--version']), () => {
  it('runs its sample, and fails when the application is broken', async ({ project }) => {
    const { run, change } = await project('bash')
    const command = shown('npx appid-emulator exec -- bash test.sh')
    const passed = await run(command)
    expect(passed.code).toBe(0)
    expect(passed.output.match(/^ok: /gm)).toHaveLength(3)

    await change('test.sh', '--retry 3', '')
    const failed = await run(command)
    expect(failed.code).toBe(1)
    expect(failed.output.match(/^ok: /gm)).toHaveLength(1)
  })

  it('starts an emulator in the background, waits for it and gets its settings', async ({
    project,
  }) => {
    const { run, change } = await project('bash')
    const command = shown('bash start.sh')
    const env = await onFreePort()
    const passed = await run(command, env)
    expect(passed.code).toBe(0)
    expect(passed.output.match(/^ok: /gm)).toHaveLength(3)

    await change('start.sh', 'eval ', 'echo ')
    expect(await run(command, env)).toEqual(ended(1, /secret: unbound variable/))
  })
})
