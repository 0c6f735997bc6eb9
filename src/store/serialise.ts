import { formatVersion, type State } from '../model/document.ts'
import type { Tenant } from '../model/tenant.ts'

/** A piece of the data file. */
export type Bytes = Buffer<ArrayBuffer>

const serialised = new WeakMap<Tenant, Bytes>()

function serialiseTenant(tenant: Tenant): Bytes {
  const known = serialised.get(tenant)
  if (known) return known
  const { tenantId, ...record } = tenant
  const buffer = Buffer.from(`${JSON.stringify(tenantId)}: ${JSON.stringify(record, null, 1)}`)
  serialised.set(tenant, buffer)
  return buffer
}

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
