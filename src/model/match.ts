import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { hasClient, hasGrantType, operations } from '../operations.ts'
import { OperationName } from './operation-name.ts'

/** Which requests a fault is for: those that agree in every member that is given. */
export const matchEntries = {
  operation: v.optional(OperationName),
  method: v.optional(v.pipe(v.string(), v.toUpperCase())),
  clientId: v.optional(v.string()),
  grantType: v.optional(v.string()),
}

type Match = v.InferOutput<v.ObjectSchema<typeof matchEntries, undefined>>

/** Refuses a match that no request can agree with. */
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

/** The member that rules out whatever the ones before it leave, and why. */
function contradiction({
  operation,
  method,
  clientId,
  grantType,
}: Match): { key: keyof Match; message: string } | undefined {
  const named = operations.filter(({ name }) => name === (operation ?? name))
  // Whatever answers GET answers HEAD.
  const listed = method === 'HEAD' ? 'GET' : method
  const asked = named.filter((one) => one.method === (listed ?? one.method))
  if (asked.length === 0) {
    const taken = [...new Set(named.map((one) => one.method))].join(' or ')
    const shown = excerpt(`${method}`)
    const message =
      operation === undefined
        ? `no operation takes ${shown}`
        : `${operation} takes ${taken}, not ${shown}`
    return { key: 'method', message }
  }
  const what = operation ?? `an operation that takes ${method}`
  if (clientId !== undefined && !asked.some(hasClient))
    return { key: 'clientId', message: `no client authenticates at ${what}` }
  if (grantType !== undefined && !asked.some(hasGrantType))
    return { key: 'grantType', message: `no request to ${what} has a grant_type` }
  return undefined
}
