import { inQuotes } from '../../model/env-format.ts'

/** A request as a person would send it. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The request as a command for sh. */
export function toCurl({ method, url, headers = {}, body }: HttpRequest): string {
  const lines = [
    `curl -s -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...toOptions(body),
  ]
  return lines.join(' \\\n  ')
}

function toOptions(body: unknown): string[] {
  const pairs = (option: string, form: Iterable<[string, unknown]>) =>
    [...form].map(([name, value]) => `${option} ${quoted(`${name}=${value}`)}`)
  if (body === undefined) return []
  if (body instanceof URLSearchParams) return pairs('--data-urlencode', body)
  if (body instanceof FormData) return pairs('-F', body)
  return [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]
}

function quoted(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : inQuotes(text)
}
