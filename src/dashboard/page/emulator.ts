/** The requests that the page sends: to the management API, to IAM and to the control API, protected as these are. */
import type { Service } from '../../model/environment.ts'
import type { HttpRequest } from './curl.ts'

export interface Overview {
  readonly version: string
  readonly health: string
  /** Whether there is a control API. */
  readonly control: boolean
  /** Whether the management API takes only tokens of IAM. */
  readonly strictIam: boolean
  readonly tenants: readonly TenantInfo[]
  /** Why there are no tenants. */
  readonly refused?: string
}

export type TenantInfo = Service

/** The emulator refused a request. The message is its own. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The emulator does not respond. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
  constructor(message = 'The emulator does not respond. Is it still running?') {
    super(message)
  }
}

/** Marks what the page asks for itself: it is neither recorded nor struck by faults. */
const own = { 'X-AppID-Emulator-Page': '1' }

/** The base URL of the emulator as the page reached it, without a trailing slash. */
export const base = new URL('.', document.baseURI).href.replace(/\/$/, '')

/** The base of the URLs in the emulator's answers: not the page's, if a proxy changes the scheme, the host or the path. */
let ownBase = base

/** A URL of the emulator, as the page reaches it. */
export function reachable(url: string): string {
  // Either base may begin with the other: the longer one is meant.
  const isPages = base.length > ownBase.length && url.startsWith(`${base}/`)
  return url.startsWith(`${ownBase}/`) && !isPages ? base + url.slice(ownBase.length) : url
}

export async function overview(): Promise<Overview> {
  const headers = { Accept: 'application/json' }
  const start = await send<Overview>({ method: 'GET', url: `${base}/`, headers })
  ownBase = start.health.replace(/\/_appid\/health$/, '')
  return { ...start, tenants: start.tenants ?? [] }
}

/** A request to the control API, as a person would send it; `path` begins with `/`. */
export function toControl(method: string, path: string, body?: unknown): HttpRequest {
  return { method, url: `${base}/_appid${path}`, body }
}

/** Sends a request to the control API. @throws {Refused} {Unreachable} */
export function control<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return send<T>(toControl(method, path, body), signal)
}

/** The error of any API of the emulator: OAuth's, the management API's, IAM's or the control API's. */
function messageIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  for (const name of ['error_description', 'message', 'errorMessage', 'detail', 'error'])
    if (name in answer) return String(Object.entries(answer).find(([key]) => key === name)?.[1])
  return undefined
}

/** Sends a request of the page itself. @throws {Refused} {Unreachable} */
export function send<T>(request: HttpRequest, signal?: AbortSignal): Promise<T> {
  return exchange<T>(request, own, new Unreachable(), signal)
}

/** Sends a request as a client would: it is recorded, and faults strike it. @throws {Refused} {Unreachable} */
export function sendAsClient<T>(request: HttpRequest): Promise<T> {
  const broken = 'The connection broke before an answer came: a fault, or the emulator has stopped.'
  return exchange<T>(request, {}, new Unreachable(broken))
}

async function exchange<T>(
  { method, url, headers = {}, body }: HttpRequest,
  marks: Readonly<Record<string, string>>,
  unreachable: Unreachable,
  signal?: AbortSignal,
): Promise<T> {
  const isForm = body instanceof URLSearchParams
  const response = await fetch(reachable(url), {
    method,
    ...(signal !== undefined && { signal }),
    headers: {
      ...marks,
      ...headers,
      ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  }).catch((error) => {
    throw signal?.aborted ? error : unreachable
  })
  const text = await response.text().catch((error) => {
    if (signal?.aborted) throw error
    throw new Unreachable('The answer was cut off. Is the emulator still running?')
  })
  const answer = parsed(text)
  if (!response.ok)
    throw new Refused(response.status, messageIn(answer) ?? `status ${response.status}`)
  return answer
}

function parsed(text: string) {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
