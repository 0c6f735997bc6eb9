/**
 * A text that somebody sent, short enough to be kept, logged and sent back: what is longer than `most` characters ends
 * in an ellipsis, which never cuts a surrogate pair in two. It is a copy: V8 lets a part of a string hold on to the whole.
 */
export function excerpt(text: string, most = 200): string {
  const cut = text.length > most
  const shown = cut ? text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '') : text
  return Buffer.from(cut ? `${shown}…` : shown).toString()
}
