/** The command. Only this file uses `process`. */
import packageJson from '../package.json' with { type: 'json' }
import { main } from './cli/main.ts'
import { endsWithParent } from './cli/parent.ts'
import { harmlessLine } from './cli/print.ts'

/** npm forwards a Ctrl-C that the terminal has also sent to us: a second signal within this time, in ms, is the same one. */
const duplicate = 100

/** How long the output may take to be flushed once the command is interrupted, and a log at the end of `exec`, in ms. */
const flushTimeout = 1000

/** How often to check whether the parent process is still running, in ms. */
const interval = 250

// The reader of a pipe may exit; the emulator keeps running.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

let pass: ((signal: NodeJS.Signals) => void) | undefined
let interruption: NodeJS.Signals | undefined

// Installed first, so that a signal right after the ready line is not lost.
const interrupted = new Promise<void>((resolve) => {
  let first: number | undefined
  const stop = (signal: NodeJS.Signals) => {
    if (pass !== undefined) return pass(signal)
    interruption ??= signal
    first ??= performance.now()
    if (performance.now() - first >= duplicate) process.exit(1)
    resolve()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (endsWithParent(process.env, process.argv)) {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      stop('SIGTERM')
    }, interval).unref()
  }
})

void main(process.argv.slice(2), {
  version: packageJson.version,
  out: (line) => process.stdout.write(`${harmlessLine(line)}\n`),
  err: (line) => process.stderr.write(`${harmlessLine(line)}\n`),
  print: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (!error || ('code' in error && error.code === 'EPIPE')) resolve()
        else reject(new Error(`the output cannot be written: ${error.message}`))
      })
    }),
  environment: process.env,
  untilInterrupted: () => interrupted,
  passSignals(to) {
    pass = to
    for (const signal of ['SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)
      process.on(signal, to)
    if (interruption !== undefined) to(interruption)
  },
}).then(exit)

/**
 * Exits even if something is still in progress, but flushes the output first. It waits for a slow reader as long as it
 * takes; once the command is interrupted, only for `flushTimeout`. So it does after a command that got the signals: all
 * that is left is the emulator's log, and nothing can interrupt it any more.
 */
function exit(code: number): void {
  const end = () => process.exit(code)
  void (pass ? Promise.resolve() : interrupted).then(() => setTimeout(end, flushTimeout))
  process.stdout.write('', () => process.stderr.write('', end))
}
