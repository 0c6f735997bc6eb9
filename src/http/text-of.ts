/** Returns a response body as the text that is sent: a string unchanged, anything else as JSON. */
export function textOf(body: unknown): string {
  if (body === undefined || body === null) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}
