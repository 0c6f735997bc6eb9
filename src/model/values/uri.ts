import * as v from 'valibot'
import { excerpt } from '../../excerpt.ts'

// A host with a port, such as `localhost:3000/*`, also begins with a name and a colon. It has no scheme.
const scheme = /(?![a-z\d.-]+:\d{1,5}(?:[/?#*]|$))[a-z][a-z\d+.-]*:./

/** A URI of any scheme, such as `app://callback`. */
export const Uri = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^${scheme.source}`, 'i'),
    ({ input }) => `must be a URI with its scheme${example(input)}`,
  ),
)

/** A URI of any scheme, or an empty text. */
export const UriOrEmpty = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${scheme.source}|$)`, 'i'),
    ({ input }) => `must be a URI with its scheme${example(input)}, or empty`,
  ),
)

// Only a host, a port and a path are repeated: anything else may be a secret.
function example(text: string): string {
  const [, host] = /^([\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[^?#@\s]*)?$/i.exec(text) ?? []
  if (host === undefined) return ''
  const isLocal = /^(?:[\w-]+|[\d.]+|\[.*)$/.test(host)
  return `, such as ${excerpt(`${isLocal ? 'http' : 'https'}://${text}`)}`
}
