import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { hasClient, hasGrantType, operations } from '../operations.ts'
import { OperationName } from './operation-name.ts'

const members = v.strictObject({
  endpoint: v.optional(OperationName),
  method: v.optional(v.pipe(v.string(), v.toUpperCase())),
  clientId: v.optional(v.string()),
  grantType: v.optional(v.string()),
})

type Match = v.InferOutput<typeof members>

/** Which requests a fault is for: those that agree in every member that is given. There has to be such a request. */
export const MatchSchema = v.pipe(
  members,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues !== undefined) return
    const input = dataset.value
    const found = contradiction(input)
    if (found === undefined) return
    const { key, message } = found
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input, key, value: input[key] }],
    })
  }),
)

/** The member that rules out whatever the ones before it leave, and why. */
function contradiction({
  endpoint,
  method,
  clientId,
  grantType,
}: Match): { key: keyof Match; message: string } | undefined {
  const named = operations.filter(({ name }) => name === (endpoint ?? name))
  // Whatever answers GET answers HEAD.
  const listed = method === 'HEAD' ? 'GET' : method
  const asked = named.filter((one) => one.method === (listed ?? one.method))
  if (asked.length === 0) {
    const taken = [...new Set(named.map((one) => one.method))].join(' or ')
    const shown = excerpt(`${method}`)
    const message =
      endpoint === undefined
        ? `no operation takes ${shown}`
        : `${endpoint} takes ${taken}, not ${shown}`
    return { key: 'method', message }
  }
  const what = endpoint ?? `an operation that takes ${method}`
  if (clientId !== undefined && !asked.some(hasClient))
    return { key: 'clientId', message: `no client authenticates at ${what}` }
  if (grantType !== undefined && !asked.some(hasGrantType))
    return { key: 'grantType', message: `no request to ${what} has a grant_type` }
  return undefined
}
