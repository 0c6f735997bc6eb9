import type { TenantInfo } from './emulator.ts'

export function Applications({
  tenant,
}: {
  readonly tenant: TenantInfo
  readonly hasControl: boolean
}) {
  return <h2>Applications of {tenant.name}</h2>
}
