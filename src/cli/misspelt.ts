import { suggestion } from '../model/parsing/suggestion.ts'
import { isServiceLink } from './given.ts'
import { type OptionTable, twinOf, twinPrefix } from './options.ts'

/**
 * Returns a warning for each unknown variable whose name is similar to one of ours. Other unknown variables are ignored,
 * because Kubernetes and Docker set some with our prefix.
 */
export function misspelt(
  tables: readonly OptionTable[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = tables.flatMap((table) =>
    Object.entries(table).flatMap(([name, option]) => twinOf(name, option) ?? []),
  )
  return Object.entries(environment).flatMap(([variable, value = '']) => {
    if (!variable.startsWith(twinPrefix) || known.includes(variable)) return []
    if (value === '' || isServiceLink(value)) return []
    const meant = suggestion(withoutPrefix(variable), known.map(withoutPrefix))
    return meant === undefined
      ? []
      : [`${variable} is ignored. Did you mean ${twinPrefix}${meant}?`]
  })
}

const withoutPrefix = (variable: string) => variable.slice(twinPrefix.length)
