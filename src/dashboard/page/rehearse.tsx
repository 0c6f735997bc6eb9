import type { TenantInfo } from './emulator.ts'

export function Rehearse({
  tenant,
}: {
  readonly tenant: TenantInfo
  readonly onReset: () => void
}) {
  return <h2>Rehearse {tenant.name}</h2>
}
