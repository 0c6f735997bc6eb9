import { suggestion } from '../model/suggestion.ts'
import { isServiceLink } from './given.ts'
import { startOptions, tokenOptions, twinOf, twinPrefix } from './options.ts'

/**
 * A line about each variable that nobody reads and that is nearly one of ours. About others nothing: Kubernetes
 * and Docker set several that begin as ours do.
 */
export function misspelt(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = [startOptions, tokenOptions].flatMap((table) =>
    Object.entries(table).flatMap(([name, option]) => twinOf(name, option) ?? []),
  )
  return Object.entries(environment).flatMap(([variable, value = '']) => {
    if (!variable.startsWith(twinPrefix) || known.includes(variable)) return []
    if (value === '' || isServiceLink(value)) return []
    const meant = suggestion(variable, known)
    return meant === undefined ? [] : [`${variable} is ignored. Did you mean ${meant}?`]
  })
}
