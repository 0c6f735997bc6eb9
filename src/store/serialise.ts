import type { Application } from '../model/application.ts'
import { derived } from '../model/derived.ts'
import { formatVersion, type State } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'
import type { User } from '../model/users/user.ts'

export type Bytes = Buffer<ArrayBuffer>

const serialiseOne = derived((record: Application | User) => JSON.stringify(record))

// A tenant consists mostly of applications and users, and most changes touch only one of them, so each one is cached.
// They are written one per line, so that diffs of the file are readable.
const serialiseTenant = derived(({ tenantId, applications, users, ...rest }: Tenant): Bytes => {
  const list = (records: readonly (Application | User)[]) =>
    `[\n${records.map(serialiseOne).join(',\n')}\n]`
  const many = [
    `"applications": ${list(applications)}`,
    ...(users ? [`"users": ${list(users)}`] : []),
  ]
  const others = JSON.stringify(rest, null, 1).slice(1)
  return Buffer.from(`${JSON.stringify(tenantId)}: {\n${many.join(',\n')},${others}`)
})

/** Returns the text of the data file in pieces. The pieces of unchanged tenants are reused. */
export function serialise({ tenants, ...rest }: State): Bytes[] {
  const { $schema, ...others } = rest
  const head = JSON.stringify({
    ...($schema && { $schema }),
    version: formatVersion,
    ...others,
  })
  const buffers = [Buffer.from(`${head.slice(0, -1)},\n"tenants": {\n`)]
  for (const tenant of tenants.values()) {
    if (buffers.length > 1) buffers.push(Buffer.from(',\n'))
    buffers.push(serialiseTenant(tenant))
  }
  buffers.push(Buffer.from('\n}}\n'))
  return buffers
}
