#!/usr/bin/env node
/**
 * The entry point. It checks the version of Node before it loads code that an old Node cannot parse. Therefore it has no
 * static imports, and uses only syntax that Node 12 supports.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 20 || (major === 20 && minor >= 19)) {
  import('./cli.ts')
} else {
  process.stderr.write(
    `error: appid-emulator needs Node 20.19 or later, but this is Node ${process.version}\n`,
  )
  process.exitCode = 1
}

export {}
