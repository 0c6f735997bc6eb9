import { median, quantile } from './rounds.mjs'

/**
 * One line of the table. `emulator` and `against.rounds` are the results of each round, and `of` is the member of
 * them that is compared. A goal is a bound (`least` or `most`) for the ratio, the value or the difference. With a
 * `floor`, a figure between it and `least` is "nearly" instead of "missed".
 */
export function line({ what, of, unit, emulator, against, goal }) {
  const own = summary(emulator, of)
  const other = summary(against.rounds, of)
  // One ratio per round: the machine was equally busy for both sides of a round.
  const ratios = own.rounds.map((value, round) => value / other.rounds[round])
  const ratio = {
    median: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  }
  const figures = {
    ratio: ratio.median,
    value: own.median,
    difference: own.median - other.median,
  }
  return {
    what,
    unit,
    emulator: own,
    against: { name: against.name, ...other },
    ratio,
    ...(goal && { goal, verdict: verdict(figures[goal.of], goal) }),
  }
}

function summary(rounds, of) {
  const cpu = rounds.flatMap(({ cpu }) => cpu ?? [])
  const values = rounds.map((round) => round[of])
  return {
    median: median(values),
    ...(cpu.length > 0 && { cpuPerRequest: median(cpu) }),
    rounds: values,
  }
}

function verdict(figure, { least = -Infinity, most = Infinity, floor = least }) {
  if (figure >= least && figure <= most) return 'met'
  return figure < least && figure >= floor ? 'nearly' : 'missed'
}
