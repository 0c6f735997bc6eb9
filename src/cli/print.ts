import type { Emulator, LogEvent, TenantInfo } from '../index.ts'

/** Where the command writes: results to `out`, warnings and errors to `err`, a line at a time. */
export interface Streams {
  out(line: string): void
  err(line: string): void
}

/** How a run of the emulator looks to whoever started it. */
export interface Printer {
  event(event: LogEvent): void
  /** The tenants with their credentials, then the ready line as the last. */
  ready(emulator: Emulator, data: string | undefined, version: string): void
}

/** How many tenants the banner lists, and how many applications of each. */
const most = 10

/** For people. Never coloured, so that it is the same in a pipe. */
export function prettyPrinter({ out, err }: Streams, { silent }: { silent: boolean }): Printer {
  const say = silent ? () => {} : out
  return {
    event(event) {
      if (isTrouble(event)) err(`${event.event}: ${event.message}`)
      else if (!silent) out(event.event === 'request' ? requestLine(event) : keptLine(event))
    },
    ready({ url, tenants }, data, version) {
      say(`App ID emulator ${version}`)
      say(data === undefined ? 'State is kept in memory.' : `State is kept in ${data}`)
      for (const tenant of tenants.slice(0, most)) for (const line of tenantLines(tenant)) say(line)
      if (tenants.length > most) say(`… and ${tenants.length - most} more tenants`)
      say('')
      out(`App ID emulator ready at ${url}`)
    },
  }
}

/** For programs: one JSON object a line. */
export function jsonPrinter({ out, err }: Streams, { silent }: { silent: boolean }): Printer {
  const say = silent ? () => {} : out
  return {
    event(event) {
      if (isTrouble(event)) err(JSON.stringify(event))
      else if (!silent) out(JSON.stringify(event))
    },
    ready({ url, port, tenants }, data, version) {
      for (const tenant of tenants) say(JSON.stringify({ event: 'tenant', ...tenant }))
      out(JSON.stringify({ event: 'ready', url, port, version, data, tenants: tenants.length }))
    },
  }
}

function isTrouble(event: LogEvent): event is Extract<LogEvent, { message: string }> {
  return event.event === 'warning' || event.event === 'error'
}

function requestLine(event: Extract<LogEvent, { event: 'request' }>): string {
  const { method, path, status, ms, tenant, clientId, grantType, error, fault } = event
  const facts = Object.entries({
    tenant,
    client: clientId,
    grant: grantType,
    refused: error,
    fault,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(`${value}`)}`)
  return [method, path, status, `${ms} ms`, ...facts].join(' ')
}

// What a client sent must not be able to look like a line of its own.
function quoted(text: string): string {
  return /^[\w:.-]+$/.test(text) ? text : printable(text)
}

// JSON leaves some control characters as they are, which a terminal obeys.
function printable(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function keptLine({ data, tenants }: Extract<LogEvent, { event: 'kept' }>): string {
  const subject =
    tenants.length === 1 ? 'One tenant of the seed is' : `${tenants.length} tenants of the seed are`
  return `${subject} in ${data} already and kept as they are there: --reset starts from the seed`
}

function tenantLines({ tenantId, name, applications, ...urls }: TenantInfo): string[] {
  const title = `Tenant ${tenantId}${name === undefined ? '' : ` (${quoted(name)})`}`
  const more = applications.length - most
  return [
    '',
    title,
    `  oAuthServerUrl     ${urls.oAuthServerUrl}`,
    `  discoveryEndpoint  ${urls.discoveryEndpoint}`,
    `  managementUrl      ${urls.managementUrl}`,
    ...applications
      .slice(0, most)
      .flatMap(({ clientId, secret, name, type }) => [
        `  ${type} ${printable(name)}`,
        `    clientId         ${clientId}`,
        ...(secret === undefined ? [] : [`    secret           ${secret}`]),
      ]),
    ...(more > 0 ? [`  … and ${more} more applications`] : []),
  ]
}
