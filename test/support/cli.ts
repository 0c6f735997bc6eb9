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
  .some((entry) => entry?.address === '::1')

export interface RunOptions {
  /** Default: the test's own folder. */
  readonly cwd?: string
  /** The complete environment, except for PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** A shell command to run first, such as `umask 077`. */
  readonly shell?: string
  /** The script to run. Default: the built command. */
  readonly bin?: string
  /** Whether its child processes are killed, too, after the test. */
  readonly group?: boolean
}

/** A process that runs the command. */
export class Command {
  readonly #child: ReturnType<typeof start>
  readonly #waiting = new Set<() => void>()
  #ended = false
  stdout = ''
  stderr = ''
  /** The exit code, once the process has ended and its output has been read; null if a signal killed it. */
  readonly exit: Promise<number | null>
  /** Resolves when the process has ended, even if a child process still holds its output open. */
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

  /** The URL of the emulator, once the ready line has been printed. */
  async ready(): Promise<string> {
    const [, url = ''] = await this.printed(
      /^(?:App ID emulator ready at |\{"event":"ready","url":")(http:[^"\n]+)"?.*\n/m,
    )
    return url
  }

  /** Resolves when the output matches. Rejects when the process ends without a match. */
  async printed(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream])
      if (match) return match
      if (this.#ended)
        throw new Error(`ended without printing ${pattern}:\n${this.stdout}\n${this.stderr}`)
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** The exit code of a run that must not start an emulator. Throws if it starts one. */
  async early(): Promise<number | null> {
    const outcome = await this.ready().catch(() => this.exit)
    if (typeof outcome === 'string') throw new Error(`started at ${outcome}`)
    return outcome
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Kills the process, or its whole group. */
  async kill(): Promise<void> {
    if (this.#group) {
      try {
        process.kill(-(this.#child.pid ?? 0), 'SIGKILL')
      } catch {
        // The group has no processes left.
      }
    }
    this.signal('SIGKILL')
    // `exit` waits for the end of stdout, which is never reached while stdout is paused.
    this.resumeStdout()
    await this.exit
  }

  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null> {
    this.signal('SIGTERM')
    return this.exit
  }

  /** Sends SIGTERM and returns the exit code, without reading any more of stdout. */
  async stopUnread(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#child.once('exit', resolve))
    this.signal('SIGTERM')
    const code = await ended
    this.closeStdout()
    return code
  }

  /** Stops reading stdout, but keeps the pipe open. */
  pauseStdout(): void {
    this.#child.stdout.pause()
  }

  /** Reads stdout again. */
  resumeStdout(): void {
    this.#child.stdout.resume()
  }

  /** Closes the pipe that stdout writes to, as `| head -1` does. */
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

/** All substrings of that length: output that leaks a part of the secret contains one of them. */
export function piecesOf(secret: string, length = 6): string[] {
  return Array.from({ length: secret.length - length + 1 }, (_, from) =>
    secret.slice(from, from + length),
  )
}

/** What a test of the command can use. */
export interface CommandContext {
  /** The test's own folder: empty at first, deleted after the test. */
  readonly folder: string
  /** Starts the command in that folder, and kills it after the test if it still runs. */
  readonly run: (args?: readonly string[], options?: RunOptions) => Command
}

export const it = test.extend<CommandContext>({
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

/** Expects the command to fail with exit code 1, and returns the only line that it prints. */
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
// biome-ignore lint/suspicious/noExplicitAny: the files have various shapes
export async function readJson(...path: string[]): Promise<any> {
  return JSON.parse(await readFile(join(...path), 'utf8'))
}
