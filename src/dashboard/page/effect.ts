import type { Effect } from '../../api.ts'

/** The effect, in a few words, though it may contain a whole body. */
export function described(effect: Effect): string {
  const text = inWords(effect)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

function inWords({ status, retryAfter, delayMs, disconnect, flaw, ...others }: Effect): string {
  return [
    ...(status === undefined ? [] : [`${status}`]),
    ...(retryAfter === undefined ? [] : [`Retry-After ${retryAfter} s`]),
    ...(delayMs === undefined ? [] : [`slow by ${delayMs / 1000} s`]),
    ...(disconnect === undefined ? [] : ['connection dropped']),
    ...(flaw === undefined ? [] : [`${flaw} token`]),
    ...Object.entries(others).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
  ].join(', ')
}
