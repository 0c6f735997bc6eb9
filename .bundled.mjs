/** For scripts that import the sources, which Node cannot run as they are. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The UMD build of jsonc-parser, which its package.json names for Node, cannot be bundled. */
export const alias = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' }

/** Imports a module, given as its code. From a file, because an error in a data URL prints the whole URL. */
export function bundled(contents) {
  return inTemporaryFolder(async (folder) => {
    const outfile = join(folder, 'bundled.mjs')
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'warning',
      alias,
    })
    return import(pathToFileURL(outfile).href)
  })
}

export async function inTemporaryFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'appid-emulator-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
