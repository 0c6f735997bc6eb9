import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect } from 'vitest'
import { hasIPv6 } from '../support/cli.ts'
import { demo } from '../support/emulator.ts'
import { freePort } from '../support/free-port.ts'
import { blocks, root } from '../support/readme.ts'
import { commandOf, type Ended, it, type Project } from '../support/recipes.ts'

const succeeds = (command: string, args: readonly string[], env = {}) =>
  spawnSync(command, args, { env: { ...process.env, ...env } }).status === 0

/** The first Python that has these modules. */
const pythonWith = (modules: string) =>
  ['python3', '/usr/bin/python3'].find((python) => succeeds(python, ['-c', `import ${modules}`]))

/** Tests that need a tool. Without it they are skipped, except in CI, where they fail. */
function describeWith(tool: string, packages: string, found: boolean, tests: () => void): void {
  const missing = `${tool} is missing: apt-get install ${packages}`
  const skipped = !found && !process.env.CI
  if (skipped) console.warn(`skipped, because ${missing}`)
  describe.skipIf(skipped)(tool, () => {
    beforeEach(() => {
      if (!found) throw new Error(missing)
    })
    tests()
  })
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

/** Settings for samples that use the default port. */
async function onFreePort() {
  const port = await freePort()
  return {
    APPID_EMULATOR_PORT: port,
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
      const command = commandOf('pytest')
      expect(await run(command, env)).toEqual(ended(0, /^=+ 6 passed.* in .*=$/m))

      await change('app.py', 'claims.validate()', 'pass')
      expect(await run(command, env)).toEqual(ended(1, /^=+ 2 failed, 4 passed.* in .*=$/m))
      await change('app.py', 'Retry(3,', 'Retry(1,')
      expect(await run(command, env)).toEqual(ended(1, /^=+ 3 failed, 3 passed.* in .*=$/m))
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
      const command = commandOf('requests-oauthlib')
      expect(await run(command, env)).toEqual(ended(0, /^=+ 1 passed.* in .*=$/m))

      await change('test_token.py', 'OAUTHLIB_INSECURE_TRANSPORT', 'OTHER')
      expect(await run(command, env)).toEqual(
        ended(1, /InsecureTransportError[\s\S]*^=+ 1 failed.* in .*=$/m),
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
      const command = commandOf('go')
      const passed = await run(command, goPath)
      expect(passed).toEqual(ended(0, /^ok {2}\t/m))
      expect(passed.output.match(/^ *--- PASS: /gm)).toHaveLength(6)

      await change('app.go', 'ClientID: os.Getenv("clientId")', 'SkipClientIDCheck: true')
      const failed = await run(command, goPath)
      expect(failed).toEqual(ended(1, /^FAIL\t/m))
      expect(failed.output.match(/^ +--- FAIL: .*$/gm)).toEqual([
        expect.stringContaining('TestRefusesATokenThatIs/wrong-audience'),
      ])
    })
  },
)

const curl = succeeds('curl', ['--version'])
describeWith('bash with curl', 'curl', curl, () => {
  it('runs its sample, and fails when the application is broken', async ({ project }) => {
    const { run, change } = await project('bash')
    const command = commandOf('bash/test.sh')
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
    const command = commandOf('bash/start.sh')
    const env = await onFreePort()
    const passed = await run(command, env)
    expect(passed.code).toBe(0)
    expect(passed.output.match(/^ok: /gm)).toHaveLength(3)

    await change('start.sh', 'eval ', 'echo ')
    expect(await run(command, env)).toEqual(ended(1, /secret: unbound variable/))
  })
})

/** Packs the package. What it consists of has been built already. */
async function packed({ folder, run }: Project): Promise<string> {
  const command = `npm pack ${quoted(root)} --ignore-scripts --silent`
  const { output } = await run(command, npm)
  return join(folder, output.trim())
}

/** npm without the network and what it says for people. */
const npm = {
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

describe('GitHub Actions', () => {
  const stepsOf = (workflow: string) =>
    [...workflow.matchAll(/^ +- run: (.+)$/gm)].map(([, step]) => step ?? '')

  it('runs the steps of the sample, each in a shell of its own', async ({ project }) => {
    const app = await project('github-actions')
    const { folder, run, change } = app
    const tarball = await packed(app)
    await run(`rm -r node_modules && npm install --save-dev ${tarball}`, npm)
    expect(await readdir(join(folder, 'node_modules'))).toEqual([
      '.bin',
      '.package-lock.json',
      'appid-emulator',
    ])
    const steps = stepsOf(await readFile(join(folder, 'ci.yml'), 'utf8'))
    expect(steps).toHaveLength(7)
    const env = { ...npm, ...(await onFreePort()) }
    const all = (some: readonly string[]) =>
      some
        .map((step, index) => `bash -e -c ${quoted(step)} && echo 'step ${index + 1} passed'`)
        .join(' && ')
    const passed = await run(all(steps), env)
    expect(passed).toEqual(ended(0, /^step 7 passed$/m))
    expect(passed.output.match(/^[#ℹ] pass 1$/gm)).toHaveLength(2)

    await change('token.test.mjs', 'btoa(', 'String(')
    const failed = await run(all(steps.slice(1)), env)
    expect(failed).toEqual(ended(1, /^[#ℹ] fail 1$/m))
    expect(failed.output).not.toContain('step 1 passed')
  })

  it('has a job of this project that runs the same steps', async () => {
    const [sample = '', own = ''] = await Promise.all(
      ['test/recipes/github-actions/ci.yml', '.github/workflows/ci.yml'].map((path) =>
        readFile(join(root, path), 'utf8'),
      ),
    )
    const [, job = ''] = own.split('\n  recipe:\n')
    expect(stepsOf(job)).toEqual([...new Set(stepsOf(sample))])
  })
})

describeWith('Docker, whose steps are checked with curl', 'curl', curl, () => {
  /** What a shell runs for a command in its JSON form. */
  const lineOf = (array: string) => JSON.parse(array).map(quoted).join(' ')

  it('has a Dockerfile whose steps work one by one, and answers IPv4 and IPv6', async ({
    project,
  }) => {
    const image = await project('docker')
    const { folder, run } = image
    const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8')
    const [, install = '', health = '', start = ''] =
      /^FROM .*\nRUN (.*)\nUSER node\nHEALTHCHECK .* CMD (\[.*\])\nCMD (\[.*\])\n$/.exec(
        dockerfile,
      ) ?? []
    const env = {
      ...npm,
      ...(await onFreePort()),
      npm_config_prefix: join(folder, 'prefix'),
      PATH: `${folder}/prefix/bin:${process.env.PATH}`,
    }
    expect(install).toBe('npm install -g appid-emulator')
    await run(install.replace('appid-emulator', await packed(image)), env)
    const files = await readdir(folder)

    const { code, output } = await run(
      `
      ${lineOf(health)} > /dev/null || echo "without an emulator: $?"
      ${lineOf(start)} > /dev/null &
      for healthy in $(seq 15); do ${lineOf(health)} && break; done; echo "health: $?"
      for host in 127.0.0.1 ${hasIPv6 ? '[::1]' : 'localhost'}; do
        curl -sS --fail -o /dev/null -u ${demo.a.clientId}:${demo.a.secret} -d grant_type=client_credentials \
          http://$host:$APPID_EMULATOR_PORT/oauth/v4/${demo.tenantId}/token; echo "token: $?"
      done
      kill %1; wait %1; echo "stopped: $?"`,
      env,
    )
    expect(code).toBe(0)
    expect(
      output.split('\n').filter((line) => !line.startsWith('error: the emulator was not')),
    ).toEqual([
      'without an emulator: 1',
      expect.stringMatching(/^warning: listening on ::, so anyone who can reach this machine /),
      'health: 0',
      'token: 0',
      'token: 0',
      'stopped: 0',
      '',
    ])
    expect(await readdir(folder)).toEqual(files)
  })

  it('has a Compose file whose application trusts the tokens that its emulator issues', async ({
    project,
  }) => {
    const { folder, run } = await project('docker')
    const compose = await readFile(join(folder, 'compose.yaml'), 'utf8')
    const [, start = ''] = /^ +command: (\[.*\])$/m.exec(compose) ?? []
    const settings = Object.fromEntries(
      [...compose.matchAll(/^ {6}(\w+): (\S+)$/gm)].map(([, name, value]) => [name, value]),
    )
    const env = { ...settings, ...(await onFreePort()) }
    const { output } = await run(
      `npx ${lineOf(start)} > /dev/null 2>&1 &
      npx appid-emulator wait
      curl -sS -u "$clientId:$secret" -d grant_type=client_credentials -H 'Host: appid:6002' \
        "http://localhost:$APPID_EMULATOR_PORT/\${oauthServerUrl#http://appid:6002/}/token"`,
      env,
    )
    expect(decodeJwt(JSON.parse(output).access_token).iss).toBe(settings.APPID_ISSUER)
  })

  it('has the Dockerfile that the README shows', async () => {
    const dockerfile = await readFile(join(root, 'test/recipes/docker/Dockerfile'), 'utf8')
    expect(
      blocks.filter(({ language }) => language === 'dockerfile').map(({ text }) => text),
    ).toEqual([dockerfile])
  })
})
