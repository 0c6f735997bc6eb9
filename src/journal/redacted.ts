/** Keeps what says who somebody is, or lets somebody in, out of the log and the journal, wherever a client puts it. */

/** What is left out, and what stands in its place. An e-mail address may have no dot, and be mistyped. */
const secrets = [
  [/[^@\s]\s?@+[^@\s]/, '{email}'],
  // A JWT, also one that was cut short, or a refresh token.
  [/\beyJ[\w-]{8}/, '{token}'],
  [/\b[\da-f]{8}\.[\w-]{38}/, '{token}'],
] as const

/** An e-mail address whose local part is quoted may have spaces in it (RFC 5321 §4.1.2). */
const quoted = /"[^"]{1,64}"@[^\s"]+/g

/** The code of a link in a mail: whoever has it can set a password. */
const code = /[\da-f]{64}/gi

/** Whether a text may have something to leave out. Most have not, and every request passes here. */
const isSuspect = (text: string): boolean =>
  text.length >= 64 || ['@', '%', '.', 'eyJ'].some((part) => text.includes(part))

/** A path without e-mail addresses, tokens, and the codes of links, percent-encoded or not. */
export const redactedPath = (path: string): string =>
  isSuspect(path) ? path.split('/').map(redactedPart).join('/') : path

/** A text without them. */
export const redacted = (text: string): string =>
  isSuspect(text)
    ? text
        .replaceAll(quoted, '{email}')
        .split(/([\s/"'`()<>,;:=&?#]+)/)
        .map(redactedPart)
        .join('')
    : text

function redactedPart(part: string): string {
  const read = decoded(part)
  return secrets.find(([secret]) => secret.test(read))?.[1] ?? part.replaceAll(code, '{code}')
}

/** Decodes what is percent-encoded in ASCII, however often. */
const decoded = (part: string): string =>
  part.replaceAll(/%(?:25)*([2-7][\da-f])/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
