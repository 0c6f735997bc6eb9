/**
 * The known name that was most likely meant by an unknown one: it differs only in style (`client_id`), or by at most
 * two typos. Of a path, all known paths that it begins, ends or goes on.
 */
export function suggestion(unknown: string, known: readonly string[]): string | undefined {
  const related = known.filter(
    (name) =>
      name.startsWith(`${unknown}/`) ||
      name.endsWith(`/${unknown}`) ||
      unknown.startsWith(`${name}/`),
  )
  if (related.length > 0) return related.join(' or ')
  const wanted = normalized(unknown)
  const same = known.find((name) => normalized(name) === wanted)
  if (same !== undefined) return same
  const most = Math.min(2, Math.floor(unknown.length / 2))
  const [nearest] = known
    // The edit distance is never less than the difference of the lengths.
    .filter((name) => Math.abs(name.length - unknown.length) <= most)
    .map((name) => ({ name, distance: editDistance(unknown, name) }))
    .sort((a, b) => a.distance - b.distance)
  return nearest && nearest.distance <= most ? nearest.name : undefined
}

function normalized(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1]
    for (const [column, right] of [...b].entries()) {
      const replaced = (previous[column] ?? 0) + (left === right ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
