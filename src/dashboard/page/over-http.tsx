import type { HttpRequest } from './curl.ts'
import { Request } from './request.tsx'

export interface OverHttpProps {
  readonly what: string
  /** What each request does. */
  readonly requests: Readonly<Record<string, HttpRequest>>
}

/** The requests that do the same as the buttons of a section, to copy into a test. */
export function OverHttp({ what, requests }: OverHttpProps) {
  return (
    <details class="over-http">
      <summary>{what} over HTTP</summary>
      {Object.entries(requests).map(([title, request]) => (
        <div key={title}>
          <p>{title}</p>
          <Request request={request} what={title} />
        </div>
      ))}
    </details>
  )
}
