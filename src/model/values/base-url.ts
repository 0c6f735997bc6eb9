import { excerpt } from '../../excerpt.ts'

/** Returns a base URL without its trailing slash, or undefined if the text is not a base URL. */
export function parseBaseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // A user, a query or a fragment makes `href` longer than origin and path.
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.href === url.origin + url.pathname &&
    !/[?#]$/.test(text)
  )
    return url.href.replace(/\/+$/, '')
  return undefined
}

/** Says what is wrong with a text that is not a base URL, without the password in it. */
export function baseUrlProblem(text: string): string {
  const shown = text.replace(/\/\/.*@/, '//…@')
  return `must be a URL such as http://localhost:6002 or https://dev.example/appid, without a user, query or fragment, not ${excerpt(shown)}`
}
