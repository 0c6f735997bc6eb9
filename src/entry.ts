#!/usr/bin/env node
/**
 * What is run: a Node that is too old learns here what is needed, before it meets anything that it cannot read. So this
 * imports nothing and is written in what every Node since 12 can read.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 20 || (major === 20 && minor >= 19)) {
  import('./cli.ts')
} else {
  process.stderr.write(
    `error: appid-emulator needs Node 20.19 or later, and this is ${process.version}\n`,
  )
  process.exitCode = 1
}

export {}
