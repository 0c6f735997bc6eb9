/** A time as the APIs write it: ISO 8601, in UTC. `ms` is since 1970; undefined when no date can express it. */
export function timeText(ms: number): string | undefined {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
