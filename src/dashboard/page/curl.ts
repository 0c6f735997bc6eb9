import { inQuotes } from '../../model/env-format.ts'

/** A request as a person would send it. */
export interface Shown {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The request as a command for sh. */
export function toCurl({ method, url, headers = {}, body }: Shown): string {
  const isForm = body instanceof URLSearchParams
  const lines = [
    `curl -s -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(isForm
      ? [...body].map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`)
      : body === undefined
        ? []
        : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ]
  return lines.join(' \\\n  ')
}

function quoted(text: string): string {
  return /^[\w./:=-]+$/.test(text) ? text : inQuotes(text)
}
