/**
 * Shortens a text from a client to at most `most` characters, so that it can be stored, logged and sent back. A cut text
 * ends in an ellipsis; surrogate pairs stay whole. Returns a copy, because a V8 substring keeps the whole string alive:
 * the concatenation is a new string, so its substring keeps only that alive.
 */
export function excerpt(text: string, most = 200): string {
  const cut = text.length > most
  const shown = cut ? text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '') : text
  return ` ${shown}${cut ? '…' : ''}`.slice(1).toWellFormed()
}
