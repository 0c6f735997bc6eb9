import * as v from 'valibot'

const encode = (text: string) => Buffer.from(text).toString('base64')

const decode = (base64: string) => Buffer.from(base64, 'base64').toString()

/** Text in standard base64. App ID's clients send HTML and regular expressions in it, to get past firewalls. */
export const Base64 = v.pipe(
  v.string(),
  v.check((base64) => encode(decode(base64)) === base64, 'must be UTF-8 text in standard base64'),
)

/** Whether a text and its base64, of which either may be missing or empty, do not contradict each other. */
export function agree(text = '', base64 = ''): boolean {
  return text === '' || base64 === '' || encode(text) === base64
}

/** Both spellings of a text of which one is given, or undefined without any. */
export function bothSpellings(
  text: string | undefined,
  base64: string | undefined,
): { text: string; base64: string } | undefined {
  if (text === undefined && base64 === undefined) return undefined
  const whole = text || decode(base64 ?? '')
  return { text: whole, base64: encode(whole) }
}
