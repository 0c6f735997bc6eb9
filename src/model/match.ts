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
  const reachable = named.filter(({ path }) => path !== undefined)
  if (reachable.length === 0)
    return { key: 'endpoint', message: `no request leads to ${endpoint}: its path is not known` }
  // Whatever answers GET answers HEAD.
  const asked = reachable.filter(
    (one) => one.method === (method === 'HEAD' ? 'GET' : (method ?? one.method)),
  )
  if (asked.length === 0) {
    const taken = [...new Set(reachable.map((one) => one.method))].join(' or ')
    return {
      key: 'method',
      message:
        endpoint === undefined
          ? `no operation takes ${excerpt(`${method}`)}`
          : `${endpoint} takes ${taken}, not ${excerpt(`${method}`)}`,
    }
  }
  const what = endpoint ?? `an operation that takes ${method}`
  if (clientId !== undefined && (method === 'HEAD' || !asked.some(hasClient)))
    return { key: 'clientId', message: `no client says who it is to ${what}` }
  if (grantType !== undefined && (method === 'HEAD' || !asked.some(hasGrantType)))
    return { key: 'grantType', message: `no request to ${what} has a grant_type` }
  return undefined
}
