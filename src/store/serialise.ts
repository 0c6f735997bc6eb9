import type { Application } from '../model/application.ts'
import { derived } from '../model/derived.ts'
import { formatVersion, type State } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'

/** A piece of the data file. */
export type Bytes = Buffer<ArrayBuffer>

const serialiseApplication = derived((application: Application) => JSON.stringify(application))

// Most of a tenant are its applications, and most changes leave all but one of them as they were. One a line, so that a
// difference between two files can be read.
const serialiseTenant = derived(({ tenantId, applications, ...rest }: Tenant): Bytes => {
  const list = applications.map(serialiseApplication).join(',\n')
  const others = JSON.stringify(rest, null, 1).slice(1)
  return Buffer.from(`${JSON.stringify(tenantId)}: {\n"applications": [\n${list}\n],${others}`)
})

/** The document as it stands in the file, in pieces; those of tenants that have not changed are reused. */
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
