import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

const peers = ['autocannon', 'koa', 'oauth2-mock-server', 'oidc-provider', 'jose']

/** Collects the lines of all rows. In the end, prints them as Markdown and writes them as JSON. */
export function createReport() {
  const start = performance.now()
  const lines = []

  return {
    /** Runs a row. If anything in it fails, the report has none of its figures. */
    async add(name, row) {
      console.error(`${name} …`)
      try {
        lines.push(...(await row()))
      } catch (error) {
        console.error(error)
        lines.push({ what: name, failure: error.message })
        process.exitCode = 1
      }
    },

    async finish() {
      const seconds = Math.round((performance.now() - start) / 1000)
      const about = { date: new Date().toISOString(), seconds, machine: machine() }
      const versions = Object.fromEntries(await Promise.all(peers.map(versionOf)))
      const file = new URL('results.json', import.meta.url)
      await writeFile(file, `${JSON.stringify({ ...about, versions, lines }, null, 2)}\n`)
      console.error('The table and the lines below it belong in test/bench/README.md:\n')
      console.log(toMarkdown({ ...about, versions, lines }))
    },
  }
}

function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    node: process.version,
    os: `${type()} ${release()} ${process.arch}`,
  }
}

async function versionOf(name) {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url)
  return [name, JSON.parse(await readFile(file, 'utf8')).version]
}

function toMarkdown({ date, seconds, machine, versions, lines }) {
  const { cpu, cores, memory, node, os } = machine
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    '| | emulator | compared with | ratio | goal | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${(line.failure ? failed(line) : cells(line)).join(' | ')} |`),
    '',
    `Measured on ${date.slice(0, 10)} in ${seconds} s: ${cpu}, ${cores} cores, ${gigabytes(memory)}, Node ${node},`,
    `${os}; ${used.join(', ')}. Load comes from autocannon over 16 connections.`,
    'Medians of interleaved rounds; a ratio is the median of the ratios of the rounds, its quartiles in parentheses.',
    'CPU is what the server used for one request, in all of its threads. "nearly": below the goal, but at least the minimum.',
  ].join('\n')
}

const failed = ({ what, failure }) => [what, 'failed, so no figures', failure, '', '', '']

function cells({ what, unit, emulator, against, ratio, goal, verdict = '' }) {
  return [
    what,
    figure(emulator, unit),
    `${against.name}: ${figure(against, unit)}`,
    spread(ratio, emulator.rounds.length),
    goal ? goalText(goal, unit) : '',
    verdict,
  ]
}

function figure({ median, cpuPerRequest }, unit) {
  const cpu = cpuPerRequest === undefined ? '' : `, ${significant(cpuPerRequest * 1e6)} µs CPU`
  return `${quantity(median, unit)}${cpu}`
}

function spread({ median, quartiles }, rounds) {
  const [low, high] = quartiles.map(significant)
  return `${significant(median)} ×${rounds > 1 ? ` (${low}–${high})` : ''}`
}

function goalText({ of, least, most, floor }, unit) {
  const bound = (value) => (of === 'ratio' ? `${value} ×` : quantity(value, unit))
  const text = least === undefined ? `≤ ${bound(most)}` : `≥ ${bound(least)}`
  if (floor !== undefined) return `${text}, at least ${bound(floor)}`
  return of === 'difference' ? `${text} more` : text
}

function quantity(value, unit) {
  if (unit === 'MB') return `${significant(value / 1e6)} MB`
  return unit === '/s' ? `${significant(value)}/s` : `${significant(value)} ${unit}`
}

const gigabytes = (bytes) => `${Math.round(bytes / 2 ** 30)} GiB`

/** Rounds to three digits: the measurements are not more precise. */
function significant(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return `${Number(value.toPrecision(3))}`
}
