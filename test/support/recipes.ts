import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { test } from 'vitest'
import { readmeAt, root } from './readme.ts'

/** A copy of a sample, in a project of its own that has `appid-emulator` installed. */
export interface Project {
  readonly folder: string
  /** Runs a command there, and kills whatever it leaves behind. */
  readonly run: (command: string, env?: Readonly<Record<string, string>>) => Promise<Ended>
  /** Replaces a text in a file wherever it is. @throws It does not have `old`. */
  readonly change: (file: string, old: string, replacement: string) => Promise<void>
}

export interface Ended {
  /** The exit code; null after a death by signal. */
  readonly code: number | null
  /** What it printed to stdout and stderr, without colours. */
  readonly output: string
}

export interface RecipeWords {
  /** Copies the sample `test/recipes/{name}`. */
  readonly project: (name: string) => Promise<Project>
}

/** The command that test/recipes/README.md has for a sample. */
export function commandOf(name: string): string {
  const row = new RegExp(`\\]\\(${name}\\) \\| \`(.+)\` \\|$`, 'm')
  const [, command] = row.exec(readmeAt('test/recipes/README.md')) ?? []
  if (command === undefined) throw new Error(`test/recipes/README.md has no command for ${name}`)
  return command
}

export const it = test.extend<RecipeWords>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  project: async ({}, use) => {
    const folders: string[] = []
    await use(async (name) => {
      const folder = await mkdtemp(join(tmpdir(), `recipe-${name}-`))
      folders.push(folder)
      await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
      await cp(join(root, 'test/recipes', name), folder, { recursive: true })
      await install(join(folder, 'node_modules'))
      return { folder, run: runIn(folder), change: changeIn(folder) }
    })
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
  },
})

/** Installs what the package consists of, as npm does, and links what this project has installed. */
async function install(modules: string): Promise<void> {
  const own = join(modules, 'appid-emulator')
  const bin = join(modules, '.bin')
  await mkdir(own, { recursive: true })
  await mkdir(bin)
  for (const part of ['package.json', 'dist'])
    await cp(join(root, part), join(own, part), { recursive: true })
  await symlink('../appid-emulator/dist/cli.cjs', join(bin, 'appid-emulator'))
  // npm's own takes half a second each time; the smoke test of the package uses it.
  await writeFile(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  await linkAll(join(root, 'node_modules/.bin'), bin)
  await linkAll(join(root, 'node_modules'), modules)
}

async function linkAll(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => !name.startsWith('.'))
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))))
}

const runIn =
  (cwd: string): Project['run'] =>
  async (command, env = {}) => {
    const { PATH, HOME } = process.env
    // A group of its own, so that nothing outlives the test.
    const child = spawn('bash', ['-c', `exec 2>&1; ${command}`], {
      cwd,
      env: { HOME, CI: 'true', ...env, PATH: `${cwd}/node_modules/.bin:${env.PATH ?? PATH}` },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const output = text(child.stdout)
    const [code] = await once(child, 'exit')
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // Nobody is left.
    }
    return { code, output: stripVTControlCharacters(await output) }
  }

const changeIn =
  (folder: string): Project['change'] =>
  async (file, old, replacement) => {
    const path = join(folder, file)
    const before = await readFile(path, 'utf8')
    if (!before.includes(old)) throw new Error(`${file} does not have ${old}`)
    await writeFile(path, before.replaceAll(old, replacement))
  }
