import { Copy } from './copy.tsx'
import type { Shown } from './emulator.ts'

/** The HTTP request that does the same as a control of the page, to copy into a test. */
export function Request({ request, what }: { readonly request: Shown; readonly what: string }) {
  const text = toCurl(request)
  return (
    <div class="request">
      <pre>{text}</pre>
      <Copy text={text} what={`the request: ${what}`} />
    </div>
  )
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
  return /^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
