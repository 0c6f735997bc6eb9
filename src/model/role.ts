import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { distinct } from './distinct.ts'
import type { Immutable } from './immutable.ts'
import { list } from './list.ts'
import { Uuid } from './text.ts'

/** How many roles App ID lets a tenant have. */
export const maxRoles = 50

/** Which scopes of which application a role grants. */
export const Access = list(
  v.object({
    application_id: v.string(),
    scopes: v.pipe(
      list(v.string()),
      distinct('scopes', (scope) => scope),
    ),
  }),
)

/** What one says of a role when one makes or replaces it. */
export const RoleProperties = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
  description: v.optional(v.string(), ''),
  access: Access,
})

/** A role as the JSON file holds it. What a fixture leaves out is made up. */
export const RoleSchema = v.pipe(
  v.object({ id: v.optional(Uuid), ...v.partial(RoleProperties).entries }),
  v.transform(({ id = randomUUID(), name = id, description = '', access = [] }) => ({
    id,
    name,
    description,
    access,
  })),
)

export type Role = Immutable<v.InferOutput<typeof RoleSchema>>
