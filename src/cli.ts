/** The command: the one place that touches the process. */
import packageJson from '../package.json' with { type: 'json' }
import { main } from './cli/main.ts'
import { endsWithParent } from './cli/parent.ts'
import { harmlessLine } from './cli/print.ts'

/** npm passes a Ctrl-C on that the terminal has sent already: what comes this soon, in ms, is the same one. */
const duplicate = 100

/** How long our last words may take, in ms. */
const patience = 1000

/** How often to look whether our parent is still there, in ms. */
const interval = 250

// Whoever reads our output may go away; that is no reason to stop.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

// From the very start: whoever stops us right after the ready line is to be heard.
const interrupted = new Promise<void>((resolve) => {
  let first: number | undefined
  const stop = () => {
    first ??= performance.now()
    if (performance.now() - first >= duplicate) process.exit(1)
    resolve()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (endsWithParent(process.env)) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && resolve(), interval).unref()
  }
})

const code = await main(process.argv.slice(2), process.env, {
  version: packageJson.version,
  out: (line) => process.stdout.write(`${harmlessLine(line)}\n`),
  err: (line) => process.stderr.write(`${harmlessLine(line)}\n`),
  untilInterrupted: () => interrupted,
})

// Whatever may still be under way is no reason to stay. Only what was printed is to get out, if anybody reads it.
const end = () => process.exit(code)
setTimeout(end, patience)
process.stdout.write('', () => process.stderr.write('', end))
