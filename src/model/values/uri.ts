import * as v from 'valibot'
import { excerpt } from '../../excerpt.ts'

// A host with a port, such as `localhost:3000/*`, also begins with a name and a colon. It has no scheme.
const scheme = /(?![a-z\d.-]+:\d{1,5}(?:[/?#*]|$))[a-z][a-z\d+.-]*:./

/** A text that begins as `pattern` says. `orElse` ends the message. */
const uri = (pattern: string, orElse = '') =>
  v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^${pattern}`, 'i'),
      ({ input }) => `must be a URI with its scheme${example(input)}${orElse}`,
    ),
  )

/** A URI of any scheme, such as `app://callback`. */
export const Uri = uri(scheme.source)

/** A URI of any scheme, or an empty text. */
export const UriOrEmpty = uri(`(?:${scheme.source}|$)`, ', or empty')

// A host as RFC 1123 §2.1 limits it. A single word is one if it has a port: otherwise it may be a secret.
const host = /localhost|[\w-]{1,63}(?=:\d)|[\w-]{1,63}(?:\.[\w-]{1,63})+|\[[\da-f:.]+\]/
const withoutScheme = new RegExp(`^(${host.source})(?::\\d{1,5})?(?:/[^?#@\\s]*)?$`, 'i')

// Only a host, a port and a path are repeated: anything else may be a secret.
function example(text: string): string {
  const [, name] = withoutScheme.exec(text) ?? []
  if (name === undefined) return ''
  const isLocal = /^(?:[\w-]+|[\d.]+|\[.*)$/.test(name)
  return `, such as ${excerpt(`${isLocal ? 'http' : 'https'}://${text}`)}`
}
