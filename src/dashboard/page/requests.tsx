import type { TenantInfo } from './emulator.ts'

export function Requests({ tenant }: { readonly tenant: TenantInfo }) {
  return <h2>Requests to {tenant.name}</h2>
}
