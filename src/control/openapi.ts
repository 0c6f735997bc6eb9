import * as v from 'valibot'
import { nouns } from './nouns.ts'
import type { Operation } from './operation.ts'
import { getOverview } from './overview.ts'
import { controlOperations } from './table.ts'

/** The operation that returns the OpenAPI document. It is only available over HTTP. */
export const openApi = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/_appid/openapi.json',
  summary: 'Returns the OpenAPI document of the control API',
  answer: v.object({ openapi: v.string() }),
} as const

type Row = Omit<Operation, 'run'>

/** Describes the control API in OpenAPI 3.1, from the same table and schemas as the API itself. */
export async function toOpenApi(version: string): Promise<object> {
  // Imported here because it is rarely needed and would slow down the start.
  const { toJsonSchema, toJsonSchemaDefs } = await import('@valibot/to-json-schema')
  const options = {
    target: 'draft-2020-12',
    typeMode: 'input',
    // Checks that JSON Schema cannot express are left out of the document.
    errorMode: 'ignore',
    // Only JsonObject is a custom schema here.
    overrideSchema: ({ valibotSchema }: { valibotSchema: { type: string } }) =>
      valibotSchema.type === 'custom'
        ? ({ type: 'object', additionalProperties: {} } as const)
        : undefined,
    overrideRef: ({ referenceId }: { referenceId: string }) =>
      `#/components/schemas/${referenceId}`,
  } as const
  const toSchema = (schema: v.GenericSchema) => {
    const {
      $schema: _,
      $defs: __,
      ...rest
    } = toJsonSchema(schema, { ...options, definitions: nouns })
    return rest
  }
  const json = (schema: object) => ({ 'application/json': { schema } })

  const toOperation = ({ name, path, summary, query, body, status, answer }: Row) => ({
    operationId: name,
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
        name: parameter,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(query ? (toJsonSchema(query, options).properties ?? {}) : {}).map(
        ([parameter, schema]) => ({
          name: parameter,
          in: 'query',
          schema,
        }),
      ),
    ],
    ...(body && {
      requestBody: { required: !v.is(body, {}), content: json(toSchema(body)) },
    }),
    responses: {
      [answer === undefined ? 204 : (status ?? 200)]: {
        description: answer ? summary : 'No content',
        ...(answer && { content: json(toSchema(answer)) }),
      },
      default: { description: 'Error', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  })

  const paths: Record<string, Record<string, object>> = {}
  for (const route of [getOverview, openApi, ...controlOperations])
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: toOperation(route),
    }
  return {
    openapi: '3.1.0',
    info: { title: 'App ID emulator: control API', version },
    paths,
    components: {
      schemas: {
        ...toJsonSchemaDefs(nouns, options),
        Error: {
          type: 'object',
          properties: { code: { type: 'string' }, message: { type: 'string' } },
          required: ['code', 'message'],
        },
      },
    },
  }
}
