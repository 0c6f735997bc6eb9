import * as v from 'valibot'
import { IssuerSettingsSchema } from '../issuer.ts'
import { ClockAdvanceSchema, ClockChangeSchema, ClockReadingSchema } from '../model/clock.ts'
import { DocumentSchema } from '../model/document.ts'
import { FaultInfoSchema, FaultSchema } from '../model/fault.ts'
import { JournalFilterSchema, RequestsSchema } from '../model/journal.ts'
import { KeyInfoSchema } from '../model/signing-key.ts'
import { TenantInfoSchema } from '../tenant-info.ts'
import { NewTenantSchema, RotationSchema } from './tenants.ts'
import { MintedTokenSchema, NewTokenSchema } from './tokens.ts'

/** An operation of the control API: what it takes and what it answers when all is well. */
export interface ControlRoute {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{name}` is a parameter. */
  readonly path: string
  readonly summary: string
  /** Answers under every name, without one, and with `--no-control`. */
  readonly health?: true
  readonly query?: v.GenericSchema
  readonly body?: v.GenericSchema
  readonly status?: 201 | 204
  readonly answer?: v.GenericSchema
}

const list = <const Name extends string>(name: Name, item: v.GenericSchema) =>
  v.object({ [name]: v.array(item) })

const CreatedSchema = v.object({ id: v.string() })

const HealthSchema = v.object({
  status: v.literal('ok'),
  version: v.string(),
  instance: v.pipe(v.string(), v.description('Tells this run of the emulator from any other')),
  uptime: v.pipe(v.number(), v.description('Seconds since the start')),
  tenants: v.number(),
})

const tenant = '/_appid/tenants/{tenantId}'

/** The control API: its dispatch and its OpenAPI document both come from here. */
export const routes = [
  {
    name: 'health',
    method: 'GET',
    path: '/_appid/health',
    summary: 'Answers as soon as the emulator listens',
    health: true,
    answer: HealthSchema,
  },
  {
    name: 'ready',
    method: 'GET',
    path: '/_appid/ready',
    summary: 'Answers as soon as the state is there',
    health: true,
    answer: HealthSchema,
  },
  {
    name: 'plainHealth',
    method: 'GET',
    path: '/health',
    summary: 'The same as ready, where health checks look first',
    health: true,
    answer: HealthSchema,
  },
  {
    name: 'openapi',
    method: 'GET',
    path: '/_appid/openapi.json',
    summary: 'This document',
    answer: v.object({ openapi: v.string() }),
  },
  {
    name: 'getConfig',
    method: 'GET',
    path: '/_appid/config',
    summary: 'The names under which the emulator is known; null for as the request has it',
    answer: IssuerSettingsSchema,
  },
  {
    name: 'putConfig',
    method: 'PUT',
    path: '/_appid/config',
    summary: 'Sets both names; what is left out follows the request again. A reset leaves them',
    body: IssuerSettingsSchema,
    answer: IssuerSettingsSchema,
  },
  {
    name: 'reset',
    method: 'POST',
    path: '/_appid/reset',
    summary: 'Everything back to the seed, for everybody; forgets what was asked',
    status: 204,
  },
  {
    name: 'resetTenant',
    method: 'POST',
    path: `${tenant}/reset`,
    summary: 'One tenant back to what it was made as: by the seed or since',
    status: 204,
  },
  {
    name: 'getState',
    method: 'GET',
    path: '/_appid/state',
    summary: 'The whole state, in the format of fixtures, private keys included',
    answer: DocumentSchema,
  },
  {
    name: 'putState',
    method: 'PUT',
    path: '/_appid/state',
    summary: 'Replaces the whole state, for everybody',
    body: DocumentSchema,
    status: 204,
  },
  {
    name: 'listSnapshots',
    method: 'GET',
    path: '/_appid/snapshots',
    summary: 'The snapshots, oldest first',
    answer: list('snapshots', CreatedSchema),
  },
  {
    name: 'snapshot',
    method: 'POST',
    path: '/_appid/snapshots',
    summary: 'Keeps the state as it is, in memory',
    status: 201,
    answer: CreatedSchema,
  },
  {
    name: 'restore',
    method: 'POST',
    path: '/_appid/snapshots/{snapshotId}/restore',
    summary: 'Everything back to a snapshot, which stays, for everybody',
    status: 204,
  },
  {
    name: 'deleteSnapshot',
    method: 'DELETE',
    path: '/_appid/snapshots/{snapshotId}',
    summary: 'Forgets a snapshot',
    status: 204,
  },
  {
    name: 'listTenants',
    method: 'GET',
    path: '/_appid/tenants',
    summary: 'The tenants with their URLs and applications',
    answer: list('tenants', TenantInfoSchema),
  },
  {
    name: 'createTenant',
    method: 'POST',
    path: '/_appid/tenants',
    summary: 'An independent copy of a tenant, one from a fixture, or an empty one',
    body: NewTenantSchema,
    status: 201,
    answer: TenantInfoSchema,
  },
  {
    name: 'deleteTenant',
    method: 'DELETE',
    path: tenant,
    summary: 'Deletes a tenant',
    status: 204,
  },
  {
    name: 'listKeys',
    method: 'GET',
    path: `${tenant}/keys`,
    summary: 'The signing keys; the last one signs',
    answer: list('keys', KeyInfoSchema),
  },
  {
    name: 'rotateKeys',
    method: 'POST',
    path: `${tenant}/keys/rotate`,
    summary: 'Makes a new key that signs from now on',
    body: RotationSchema,
    status: 201,
    answer: v.object({ kid: v.string() }),
  },
  {
    name: 'deleteKey',
    method: 'DELETE',
    path: `${tenant}/keys/{kid}`,
    summary: 'Deletes a key',
    status: 204,
  },
  {
    name: 'getClock',
    method: 'GET',
    path: `${tenant}/clock`,
    summary: 'The time as the tenant sees it',
    answer: ClockReadingSchema,
  },
  {
    name: 'setClock',
    method: 'PUT',
    path: `${tenant}/clock`,
    summary: 'Sets the time, and whether it stands still',
    body: ClockChangeSchema,
    answer: ClockReadingSchema,
  },
  {
    name: 'advanceClock',
    method: 'POST',
    path: `${tenant}/clock/advance`,
    summary: 'Moves the time, also when it stands still',
    body: ClockAdvanceSchema,
    answer: ClockReadingSchema,
  },
  {
    name: 'resetClock',
    method: 'DELETE',
    path: `${tenant}/clock`,
    summary: 'Lets the time go with the emulator’s again',
    answer: ClockReadingSchema,
  },
  {
    name: 'listFaults',
    method: 'GET',
    path: '/_appid/faults',
    summary: 'The faults of IAM and of all tenants, in the order in which they are tried',
    answer: list('faults', FaultInfoSchema),
  },
  {
    name: 'addFault',
    method: 'POST',
    path: '/_appid/faults',
    summary: 'Lets something go wrong in IAM or any tenant',
    body: FaultSchema,
    status: 201,
    answer: CreatedSchema,
  },
  {
    name: 'clearFaults',
    method: 'DELETE',
    path: '/_appid/faults',
    summary: 'Forgets the faults of IAM and of all tenants',
    status: 204,
  },
  {
    name: 'deleteFault',
    method: 'DELETE',
    path: '/_appid/faults/{faultId}',
    summary: 'Forgets one of them',
    status: 204,
  },
  {
    name: 'listTenantFaults',
    method: 'GET',
    path: `${tenant}/faults`,
    summary: 'The faults of a tenant, in the order in which they are tried',
    answer: list('faults', FaultInfoSchema),
  },
  {
    name: 'addTenantFault',
    method: 'POST',
    path: `${tenant}/faults`,
    summary: 'Lets something go wrong in a tenant',
    body: FaultSchema,
    status: 201,
    answer: CreatedSchema,
  },
  {
    name: 'clearTenantFaults',
    method: 'DELETE',
    path: `${tenant}/faults`,
    summary: 'Forgets the faults of a tenant',
    status: 204,
  },
  {
    name: 'deleteTenantFault',
    method: 'DELETE',
    path: `${tenant}/faults/{faultId}`,
    summary: 'Forgets one of them',
    status: 204,
  },
  {
    name: 'createToken',
    method: 'POST',
    path: `${tenant}/tokens`,
    summary: 'Any token, also one with a flaw that a verifier has to refuse',
    body: NewTokenSchema,
    status: 201,
    answer: MintedTokenSchema,
  },
  {
    name: 'requests',
    method: 'GET',
    path: '/_appid/requests',
    summary: 'What was asked of the emulator, newest last',
    query: JournalFilterSchema,
    answer: RequestsSchema,
  },
  {
    name: 'countRequests',
    method: 'GET',
    path: '/_appid/requests/count',
    summary: 'How many such requests there were',
    query: JournalFilterSchema,
    answer: v.object({ count: v.number() }),
  },
  {
    name: 'clearRequests',
    method: 'DELETE',
    path: '/_appid/requests',
    summary: 'Forgets what was asked',
    status: 204,
  },
] as const satisfies readonly ControlRoute[]

const healthPaths = new Set<string>(
  routes.filter((route) => 'health' in route).map(({ path }) => path),
)

/** Whether a path is one that health checks ask for. */
export function isHealth(path: string): boolean {
  return healthPaths.has(path.replace(/\/$/, ''))
}
