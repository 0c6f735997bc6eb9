/** Returns why a fetch failed: Node puts the reason into the cause of an error that only says "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  // One error for each address of a name, with an empty message.
  return cause instanceof AggregateError ? reasonOf(cause.errors[0]) : cause.message
}
