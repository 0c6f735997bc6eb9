/**
 * Measures in turn, round after round: A, B, C, A, B, C, … Returns the results of each, without those of the first
 * `warmUps` rounds.
 */
export async function interleave(measures, { rounds = 9, warmUps = 1 } = {}) {
  const measured = Object.fromEntries(Object.keys(measures).map((name) => [name, []]))
  for (let round = 0; round < warmUps + rounds; round += 1)
    for (const [name, measure] of Object.entries(measures)) {
      const result = await measure()
      if (round >= warmUps) measured[name].push(result)
    }
  return measured
}

/** The value below which the given share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  return below + (above - below) * (position % 1)
}

export const median = (values) => quantile(values, 0.5)

/** How many milliseconds an action takes. */
export async function timed(action) {
  const start = performance.now()
  await action()
  return performance.now() - start
}
