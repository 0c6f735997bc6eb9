/** For scripts that import the sources, which Node cannot run as they are. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
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

/**
 * A plugin for esbuild and one for vite: an import of `file?bundled` is the text of the file, bundled for browsers.
 */
export const forBrowsers = {
  esbuild: {
    name: 'for-browsers',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\?bundled$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.replace(/\?bundled$/, '')),
        namespace: 'bundled',
      }))
      onLoad({ filter: /./, namespace: 'bundled' }, async ({ path }) => ({
        loader: 'text',
        contents: await bundledForBrowsers(path),
      }))
    },
  },
  vite: {
    name: 'for-browsers',
    enforce: 'pre',
    // Not an id that ends like a file: vitest leaves style sheets empty.
    resolveId(source, importer) {
      const [, path] = /^(.*)\?bundled$/.exec(source) ?? []
      return path === undefined ? undefined : `\0bundled:${resolve(dirname(importer), path)}:`
    },
    async load(id) {
      const [, path] = /^\0bundled:(.*):$/.exec(id) ?? []
      if (path === undefined) return undefined
      return `export default ${JSON.stringify(await bundledForBrowsers(path))}`
    },
  },
}

async function bundledForBrowsers(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    write: false,
    outdir: 'out',
  })
  return outputFiles[0].text
}
