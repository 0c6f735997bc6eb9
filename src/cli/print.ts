import type { Emulator, LogEvent, RequestEvent, Tenant, User } from '../index.ts'

/** The output of the command, line by line: results go to `out`, warnings and errors to `err`. */
export interface Streams {
  out(line: string): void
  err(line: string): void
}

/** Prints the events of a run. */
export interface Printer {
  event(event: LogEvent): void
  /** Prints the tenants with their credentials, then the ready line. */
  ready(emulator: Emulator, data: string | undefined, version: string): Promise<void>
}

/** How many tenants the banner lists, and how many applications and users per tenant. */
const most = 10

/** For people. Without colours, so that the output is the same in a pipe. */
export function prettyPrinter({ out, err }: Streams, { silent }: { silent: boolean }): Printer {
  return {
    event(event) {
      if (isTrouble(event)) err(`${event.event}: ${event.message}`)
      else if (!silent) out(lineOf(event))
    },
    async ready(emulator, data, version) {
      if (!silent) for (const line of await bannerLines(emulator, data, version)) out(line)
      out(`App ID emulator ready at ${emulator.url}`)
    },
  }
}

/** For programs: one JSON object per line. */
export function jsonPrinter({ out, err }: Streams, { silent }: { silent: boolean }): Printer {
  return {
    event(event) {
      if (isTrouble(event)) err(JSON.stringify(event))
      else if (!silent) out(JSON.stringify(event))
    },
    async ready({ url, port, tenants }, data, version) {
      if (!silent)
        for (const tenant of tenants) out(JSON.stringify({ event: 'tenant', ...dataOf(tenant) }))
      out(JSON.stringify({ event: 'ready', url, port, version, data, tenants: tenants.length }))
    },
  }
}

function dataOf(tenant: Tenant) {
  const { tenantId, name, issuer, oAuthServerUrl, managementUrl } = tenant
  const { profilesUrl, discoveryEndpoint, applications } = tenant
  return {
    tenantId,
    name,
    issuer,
    oAuthServerUrl,
    managementUrl,
    profilesUrl,
    discoveryEndpoint,
    applications,
  }
}

async function bannerLines(
  { tenants }: Emulator,
  data: string | undefined,
  version: string,
): Promise<string[]> {
  const shown = await Promise.all(tenants.slice(0, most).map(tenantLines))
  return [
    `App ID emulator ${version}`,
    data === undefined ? 'State is kept in memory.' : `State is kept in ${data}`,
    ...shown.flat(),
    ...(tenants.length > most ? [`… and ${tenants.length - most} more tenants`] : []),
    '',
  ]
}

function isTrouble(event: LogEvent): event is Extract<LogEvent, { message: string }> {
  return event.event === 'warning' || event.event === 'error'
}

function lineOf(event: Exclude<LogEvent, { message: string }>): string {
  if (event.event === 'request') return requestLine(event)
  return event.event === 'mail' ? mailLine(event) : keptLine(event)
}

function mailLine({
  template,
  language,
  tenantId,
  id,
  page,
}: Extract<LogEvent, { event: 'mail' }>): string {
  const line = `mail ${template} language=${language}`
  if (page === undefined) return line
  return `${line} (read it at ${page} or /_appid/tenants/${tenantId}/mails?since=${id - 1})`
}

function requestLine(event: RequestEvent): string {
  const { method, path, status, ms, tenantId, clientId, grantType, error, fault } = event
  const facts = Object.entries({
    tenant: tenantId,
    client: clientId,
    grant: grantType,
    refused: error,
    fault,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(`${value}`)}`)
  return [method, path, status, `${ms} ms`, ...facts].join(' ')
}

/**
 * Makes a text safe for a terminal: escapes control characters, including those that JSON does not escape, and indents
 * every line after the first, so that none can be mistaken for a separate event.
 */
export function harmlessLine(text: string): string {
  return text.replaceAll('\n', '\n  ').replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
    /[\0-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

// Quoted, so that a value sent by a client cannot be mistaken for another field.
function quoted(text: string): string {
  return /^[\w:.-]+$/.test(text) ? text : JSON.stringify(text)
}

function keptLine({ data, tenants, members = [] }: Extract<LogEvent, { event: 'kept' }>): string {
  const count = tenants.length === 1 ? 'One tenant' : `${tenants.length} tenants`
  const kept = [...(tenants.length > 0 ? [`${count} of the seed`] : []), ...members].join(', ')
  return `${data} already contains these, so the seed does not change them (use --reset to start from the seed): ${kept}`
}

async function tenantLines(tenant: Tenant): Promise<string[]> {
  const { tenantId, name, applications, ...urls } = tenant
  const { users, total } = await tenant.users.list({ limit: most })
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
        `  ${type} ${JSON.stringify(name)}`,
        `    clientId         ${clientId}`,
        ...(secret === undefined ? [] : [`    secret           ${secret}`]),
      ]),
    ...(more > 0 ? [`  … and ${more} more applications`] : []),
    ...users.map(userLine),
    ...(total > most ? [`  … and ${total - most} more users`] : []),
  ]
}

function userLine(user: User): string {
  const { provider, email, userName, idpIdentity, id, profileId } = user
  const { password, status, active, removed } = user
  const facts = [
    ...(provider === 'cloud_directory' ? [] : [provider]),
    ...(password === undefined ? [] : [`password ${quoted(password)}`]),
    ...(status === 'PENDING' ? [status] : []),
    ...(active ? [] : ['inactive']),
    ...(removed ? ['removed'] : []),
  ]
  const name = email ?? userName ?? idpIdentity ?? id ?? profileId
  return `  user ${JSON.stringify(name)} ${facts.join(' ')}`.trimEnd()
}
