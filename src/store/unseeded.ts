import { excerpt } from '../excerpt.ts'
import type { State } from '../model/document.ts'

/** The most tenants that the message names. */
const most = 10

/** What to say about the tenants of a data file that no seed has; undefined without any, or without a tenant in a seed. */
export function unseededOf({ tenants }: State, seed: State): string | undefined {
  const others = [...tenants.values()].filter(({ tenantId }) => !seed.tenants.has(tenantId))
  if (others.length === 0 || seed.tenants.size === 0) return undefined
  const names = others.slice(0, most).map(({ tenantId, name = tenantId }) => excerpt(name))
  const more = others.length > most ? ` and ${others.length - most} more` : ''
  const isFirst = tenants.values().next().value === others[0]
  return `has tenants that are in no seed, and keeps them${isFirst ? ' as the first ones' : ''}: ${names.join(', ')}${more}`
}
