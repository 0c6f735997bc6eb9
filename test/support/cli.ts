import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { demo, type TenantData } from './emulator.ts'

/** The built command. */
export const cli = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

/** Whether this machine has ::1. */
export const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')

export interface RunOptions {
  /** Default: the folder of the test. */
  readonly cwd?: string
  /** Besides PATH, all of the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** What a shell does before it becomes the command, such as `umask 077`. */
  readonly shell?: string
  /** What is run. Default: the built command. */
  readonly bin?: string
  /** Whether what it starts in its turn is killed with it after the test. */
  readonly group?: boolean
}

/** The command as a process. */
export class Command {
  readonly #child: ReturnType<typeof start>
  readonly #waiting = new Set<() => void>()
  #ended = false
  stdout = ''
  stderr = ''
  /** The exit code once the process is gone and its output is read; null after a death by signal. */
  readonly exit: Promise<number | null>
  /** Resolves when the process is gone, though what it started may still hold its output. */
  readonly gone: Promise<unknown>
  readonly #group: boolean

  constructor(args: readonly string[], cwd: string, options: RunOptions) {
    this.#child = start(args, cwd, options)
    collect(this.#child.stdout, (text) => {
      this.stdout += text
      this.#wake()
    })
    collect(this.#child.stderr, (text) => {
      this.stderr += text
      this.#wake()
    })
    this.#group = options.group ?? false
    this.gone = once(this.#child, 'exit')
    this.exit = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code) => {
        this.#ended = true
        this.#wake()
        resolve(code)
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** The lines of stdout. */
  get lines(): string[] {
    return linesOf(this.stdout)
  }

  /** Where the emulator answers, once it has said so. */
  async ready(): Promise<string> {
    const [, url = ''] = await this.printed(
      /^(?:App ID emulator ready at |\{"event":"ready","url":")(http:[^"\n]+)"?.*\n/m,
    )
    return url
  }

  /** Resolves when stdout (or stderr) matches. Fails when the process ends without that. */
  async printed(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream])
      if (match) return match
      if (this.#ended)
        throw new Error(`ended without printing ${pattern}:\n${this.stdout}\n${this.stderr}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** The exit code of a run that starts no emulator. Fails when it does. */
  async early(): Promise<number | null> {
    const outcome = await this.ready().catch(() => this.exit)
    if (typeof outcome === 'string') throw new Error(`started at ${outcome}`)
    return outcome
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it, come what may. */
  async kill(): Promise<void> {
    if (this.#group) {
      try {
        process.kill(-(this.#child.pid ?? 0), 'SIGKILL')
      } catch {
        // Nobody is left.
      }
    }
    this.signal('SIGKILL')
    // What nobody reads would never end.
    this.#child.stdout.resume()
    await this.exit
  }

  /** Asks it to end and answers the exit code. */
  stop(): Promise<number | null> {
    this.signal('SIGTERM')
    return this.exit
  }

  /** Asks it to end without reading what it prints any more, and answers the exit code. */
  async stopUnread(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#child.once('exit', resolve))
    this.signal('SIGTERM')
    const code = await ended
    this.closeStdout()
    return code
  }

  /** Reads no more of what it prints, and does not go away either. */
  pauseStdout(): void {
    this.#child.stdout.pause()
  }

  /** Stops reading what it prints, as `| head -1` does. */
  closeStdout(): void {
    this.#child.stdout.destroy()
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

function start(args: readonly string[], cwd: string, options: RunOptions) {
  const { env = {}, shell, bin = cli } = options
  const line = [process.execPath, bin, ...args] as const
  const [command, ...rest] =
    shell === undefined ? line : (['sh', '-c', `${shell} && exec "$0" "$@"`, ...line] as const)
  return spawn(command, rest, {
    cwd: options.cwd ?? cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.group ?? false,
  })
}

function collect(stream: Readable, take: (text: string) => void): void {
  stream.setEncoding('utf8').on('data', take)
}

/** The lines of a text that ends with a newline. */
export function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

/** All that a part of a secret can be recognised by. */
export function piecesOf(secret: string, length = 6): string[] {
  return Array.from({ length: secret.length - length + 1 }, (_, from) =>
    secret.slice(from, from + length),
  )
}

/** The words that tests of the command are written in. */
export interface CommandWords {
  /** An empty folder of the test's own, which is deleted after it. */
  readonly folder: string
  /** Starts the command in that folder. Whatever still runs after the test is killed. */
  readonly run: (args?: readonly string[], options?: RunOptions) => Command
}

export const it = test.extend<CommandWords>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'appid-emulator-cli-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  run: async ({ folder }, use) => {
    const commands: Command[] = []
    await use((args = [], options = {}) => {
      const command = new Command(args, folder, options)
      commands.push(command)
      return command
    })
    await Promise.all(commands.map((command) => command.kill()))
  },
})

/** Waits for a start that fails with exit code 1 and answers its one line. */
export async function failureOf(command: Command): Promise<string> {
  expect(await command.early()).toBe(1)
  expect(command.stdout).toBe('')
  const lines = linesOf(command.stderr)
  expect(lines).toHaveLength(1)
  return lines.join()
}

/** A tenant of the emulator at `url`. */
export function tenantAt(url: string, tenantId: string = demo.tenantId): Omit<TenantData, 'name'> {
  const oAuthServerUrl = `${url}/oauth/v4/${tenantId}`
  return {
    tenantId,
    issuer: oAuthServerUrl,
    oAuthServerUrl,
    managementUrl: `${url}/management/v4/${tenantId}`,
    profilesUrl: url,
    discoveryEndpoint: `${oAuthServerUrl}/.well-known/openid-configuration`,
    applications: [],
  }
}

/** A JSON file's content. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into files of every shape
export async function readJson(...path: string[]): Promise<any> {
  return JSON.parse(await readFile(join(...path), 'utf8'))
}
