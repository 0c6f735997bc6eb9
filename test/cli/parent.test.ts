import { execFileSync } from 'node:child_process'
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { endsWithParent } from '../../src/cli/parent.ts'
import { it as base, type Command, cli } from '../support/cli.ts'
import { send } from '../support/emulator.ts'

type Tool = 'npm' | 'npx'

const started = 'appid-emulator --port 0 --in-memory'

const it = base.extend<{
  /** Makes a project with the package and these scripts, and returns a function that runs npm or npx in it. */
  project: (scripts: Record<string, string>) => Promise<(tool: Tool, ...args: string[]) => Command>
}>({
  project: async ({ folder, run }, use) => {
    await use(async (scripts) => {
      await writeFile(`${folder}/package.json`, JSON.stringify({ name: 'x', scripts }))
      await mkdir(`${folder}/node_modules/.bin`, { recursive: true })
      await symlink(cli, `${folder}/node_modules/.bin/appid-emulator`)
      const env = { HOME: folder, npm_config_update_notifier: 'false', npm_config_offline: 'true' }
      const bins = { npm: await pathOf('npm'), npx: await pathOf('npx') }
      return (tool, ...args) => run(args, { bin: bins[tool], env, group: true })
    })
  },
})

async function pathOf(tool: Tool): Promise<string> {
  return realpath(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim())
}

const isUp = async (url: string) =>
  (await send(`${url}/_appid/health`).catch(() => undefined))?.status === 200

describe('the emulator', () => {
  it.for([
    ['npx', ['npx', 'appid-emulator', '--port', '0', '--in-memory']],
    ['npm exec', ['npm', 'exec', '--', 'appid-emulator', '--port', '0', '--in-memory']],
    ['npm start', ['npm', 'start']],
  ] as const)('stops when the %s that runs it is stopped', async ([, line], { project }) => {
    const run = await project({ start: started })
    const [tool, ...args] = line
    const command = run(tool, ...args)
    const url = await command.ready()
    command.signal('SIGTERM')
    // The emulator shares the output, so this also waits until the emulator has ended.
    await command.exit
    expect(await isUp(url)).toBe(false)
    expect(command.stderr).not.toContain('error:')
  })

  it('stops, with its command, when the npm test that runs exec is stopped', async ({
    project,
  }) => {
    const script = 'console.log(process.env.APPID_EMULATOR_URL);setInterval(() => {}, 1000)'
    const run = await project({ test: `appid-emulator exec -- node -e '${script}'` })
    const command = run('npm', 'test')
    const [, url = ''] = await command.printed(/^(http:.*)\n/m)
    command.signal('SIGTERM')
    // The emulator and its command share the output, so this also waits until they have ended.
    await command.exit
    expect(await isUp(url)).toBe(false)
  })

  it('keeps running after the pretest script that started it in the background', async ({
    project,
  }) => {
    // The script ends only when the emulator is ready, so the emulator has seen its parent process.
    const pretest = `mkfifo out; ${started} > out & grep -m1 ready out`
    const run = await project({ pretest, test: 'node --version', start: started })
    const tests = run('npm', 'test')
    const url = await tests.ready()
    await tests.gone
    // This emulator stops with its parent. Once it has, the first would have noticed the end of its own, too.
    const other = run('npm', 'start')
    await other.ready()
    other.signal('SIGTERM')
    await other.exit
    expect(await isUp(url)).toBe(true)
  })
})

describe('a start in the foreground', () => {
  it.for([
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'appid-emulator' --port 0" }, true],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: 'node dist/cli.cjs' }, true],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: 'npm run x && appid-emulator' }, true],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: 'appid-emulator 2>&1' }, true],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: 'appid-emulator &' }, false],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: '(appid-emulator &)' }, false],
    [{ npm_lifecycle_event: 'start', npm_lifecycle_script: 'appid-emulator & node .' }, false],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'appid-emulator & vitest' }, false],
    [{ npm_lifecycle_event: 'prestart', npm_lifecycle_script: 'appid-emulator' }, false],
    [{ npm_lifecycle_event: 'poststart', npm_lifecycle_script: 'appid-emulator' }, false],
    [{ npm_lifecycle_event: 'pretest', npm_lifecycle_script: 'appid-emulator' }, false],
    [{ npm_lifecycle_event: 'test', npm_lifecycle_script: 'appid-emulator' }, false],
    [{ npm_lifecycle_event: 'dev', npm_lifecycle_script: 'appid-emulator' }, false],
    [{}, false],
  ] as const)('is recognised by the environment: %j %s', ([environment, foreground]) => {
    expect(endsWithParent(environment, [])).toBe(foreground)
  })
})

describe('an exec in the foreground', () => {
  it.for([
    [{ npm_lifecycle_event: 'test', npm_lifecycle_script: 'appid-emulator exec -- vitest' }, true],
    [{ npm_lifecycle_event: 'dev', npm_lifecycle_script: 'a && appid-emulator exec -- b' }, true],
    [{ npm_lifecycle_event: 'dev', npm_lifecycle_script: 'appid-emulator exec -- b &' }, false],
    [{}, false],
  ] as const)('is recognised by the environment: %j %s', ([environment, foreground]) => {
    expect(endsWithParent(environment, ['exec'])).toBe(foreground)
  })
})
