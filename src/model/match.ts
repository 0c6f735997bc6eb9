import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { hasClient, hasGrantType, operations } from '../operations.ts'
import { OperationName } from './operation-name.ts'

/** Selects the requests that a fault applies to: those that match in every given member. */
export const matchEntries = {
  operation: v.optional(OperationName),
  method: v.optional(v.pipe(v.string(), v.toUpperCase())),
  clientId: v.optional(v.string()),
  grantType: v.optional(v.string()),
}

type Match = v.InferOutput<v.ObjectSchema<typeof matchEntries, undefined>>

/** Refuses a combination that no request can match. */
export function possible<Input extends Match>() {
  return v.rawCheck<Input>(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return
    const input = dataset.value
    const found = contradiction(input)
    if (found === undefined) return
    const { key, message } = found
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input: { ...input }, key, value: input[key] }],
    })
  })
}

/** The first member that contradicts the members before it, and why. */
function contradiction({
  operation,
  method,
  clientId,
  grantType,
}: Match): { key: keyof Match; message: string } | undefined {
  const named = operations.filter(({ name }) => name === (operation ?? name))
  // Every operation that accepts GET also accepts HEAD.
  const listed = method === 'HEAD' ? 'GET' : method
  const matching = named.filter((one) => one.method === (listed ?? one.method))
  if (matching.length === 0) {
    const accepted = [...new Set(named.map((one) => one.method))].join(' or ')
    const shown = excerpt(`${method}`)
    const message =
      operation === undefined
        ? `no operation accepts ${shown}`
        : `${operation} accepts ${accepted}, not ${shown}`
    return { key: 'method', message }
  }
  const what = operation ?? `any operation that accepts ${method}`
  if (clientId !== undefined && !matching.some(hasClient))
    return { key: 'clientId', message: `no client authenticates at ${what}` }
  if (grantType !== undefined && !matching.some(hasGrantType))
    return { key: 'grantType', message: `no request to ${what} has a grant_type` }
  return undefined
}
