import { Copy } from './copy.tsx'
import { type HttpRequest, toCurl } from './curl.ts'

/** The HTTP request that does the same as a control of the page, to copy into a test. */
export function Request({
  request,
  what,
}: {
  readonly request: HttpRequest
  readonly what: string
}) {
  const text = toCurl(request)
  return (
    <div class="request">
      <pre>{text}</pre>
      <Copy text={text} what={`the request: ${what}`} />
    </div>
  )
}
