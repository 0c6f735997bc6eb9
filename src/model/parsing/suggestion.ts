import { excerpt } from '../../excerpt.ts'

/**
 * The known name that was most likely meant by an unknown one: it differs only in style (`client_id`), goes on with
 * another word (`client`), or has a typo, or two in a long name. Of a path, the known paths that it ends, begins or goes
 * on. `value` is what stands under the name: its members say how the path goes on.
 */
export function suggestion(
  unknown: string,
  known: readonly string[],
  value?: unknown,
): string | undefined {
  const paths = relatedPaths(unknown, known, value)
  if (paths.length > 0) return paths.join(' or ')
  const wanted = normalized(unknown)
  return (
    known.find((name) => normalized(name) === wanted) ??
    known.find((name) => name.startsWith(unknown) && /^[A-Z_]/.test(name.slice(unknown.length))) ??
    nearest(unknown, known)
  )
}

/** The most names that are listed where none is near. */
const few = 12

/** The end of a message about an unknown name: the one that was meant or, if none is near, the known ones if these are few. */
export function hint(unknown: string, known: readonly string[], value?: unknown): string {
  const meant = suggestion(unknown, known, value)
  return meant === undefined ? listOf(known) : `; did you mean ${excerpt(meant)}?`
}

/** The end of a message that lists what is known, unless that is too much. */
export function listOf(known: readonly string[]): string {
  const names = [...new Set(known)].map((name) => excerpt(name))
  return names.length === 0 || names.length > few ? '' : `; known: ${names.join(', ')}`
}

function relatedPaths(unknown: string, known: readonly string[], value: unknown): string[] {
  const kinds = [
    nested(unknown, value, known),
    known.filter((name) => name.endsWith(`/${unknown}`)),
    known.filter((name) => name.startsWith(`${unknown}/`) || unknown.startsWith(`${name}/`)),
  ]
  return kinds.find((names) => names.length > 0) ?? []
}

/** The known paths that are written as members within members. */
function nested(path: string, value: unknown, known: readonly string[]): string[] {
  const goesOn = known.some((name) => name.startsWith(`${path}/`))
  const members = goesOn && typeof value === 'object' && value !== null ? Object.entries(value) : []
  const inner = members.flatMap(([name, member]) => nested(`${path}/${name}`, member, known))
  return inner.length === 0 && known.includes(path) ? [path] : inner
}

function nearest(unknown: string, known: readonly string[]): string | undefined {
  const most = unknown.length < 3 ? 0 : unknown.length < 8 ? 1 : 2
  const [first] = known
    // The edit distance is never less than the difference of the lengths.
    .filter((name) => Math.abs(name.length - unknown.length) <= most)
    .map((name) => ({ name, distance: editDistance(unknown, name) }))
    .sort((a, b) => a.distance - b.distance)
  return first && first.distance <= most ? first.name : undefined
}

function normalized(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}

/** How many letters must be added, removed, replaced, or swapped with the next one, to make one text of the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, right] of [...b].entries()) {
      const replaced = (previous[column] ?? 0) + (left === right ? 0 : 1)
      const isSwapped = left === b[column - 1] && right === a[row - 1]
      const swapped = isSwapped ? (before[column - 1] ?? 0) + 1 : replaced
      const [added, removed] = [(previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1]
      current.push(Math.min(replaced, swapped, added, removed))
    }
    before = previous
    previous = current
  }
  return previous.at(-1) ?? 0
}
