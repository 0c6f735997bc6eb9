/** A tenant's clock. */
import { plainClock } from '../clock.ts'
import {
  advancedClock,
  ClockAdvanceSchema,
  ClockChangeSchema,
  type ClockReading,
  ClockReadingSchema,
  changedClock,
  type TenantClock,
  timeOf,
} from '../model/clock.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Runtime } from '../runtime.ts'
import { operation } from './operation.ts'

const path = '/_appid/tenants/{tenantId}/clock'

export const clockOperations = [
  operation({
    name: 'getClock',
    method: 'GET',
    path,
    summary: "Returns the time on a tenant's clock",
    answer: ClockReadingSchema,
    run: ({ runtime, params }) => read(runtime, runtime.store.getTenant(params.tenantId)),
  }),
  operation({
    name: 'setClock',
    method: 'PUT',
    path,
    summary:
      "Sets a tenant's clock: its time, and whether it is frozen. Omitted members are not changed",
    body: ClockChangeSchema,
    answer: ClockReadingSchema,
    run: ({ runtime, params, body }) =>
      change(runtime, params.tenantId, (own, real) => changedClock(own, body, real)),
  }),
  operation({
    name: 'advanceClock',
    method: 'POST',
    path: `${path}/advance`,
    summary: "Moves a tenant's clock by a number of seconds, even when it is frozen",
    body: ClockAdvanceSchema,
    answer: ClockReadingSchema,
    run: ({ runtime, params, body: { seconds } }) =>
      change(runtime, params.tenantId, (own, real) => advancedClock(own, seconds, real)),
  }),
  operation({
    name: 'resetClock',
    method: 'DELETE',
    path,
    summary: "Resets a tenant's clock to the emulator's time",
    answer: ClockReadingSchema,
    run: ({ runtime, params }) => change(runtime, params.tenantId, () => plainClock),
  }),
] as const

function read({ clock }: Runtime, { clock: own = plainClock }: Tenant): ClockReading {
  const real = clock.seconds()
  const now = timeOf(own, real)
  return { now, offset: now - real, frozen: own.frozenAt !== undefined }
}

async function change(
  runtime: Runtime,
  tenantId: string,
  apply: (own: TenantClock, real: number) => TenantClock,
): Promise<ClockReading> {
  const { store, clock } = runtime
  return read(
    runtime,
    await store.updateTenant(tenantId, (tenant) => ({
      ...tenant,
      clock: apply(tenant.clock ?? plainClock, clock.seconds()),
    })),
  )
}
