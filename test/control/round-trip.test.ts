import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished } from 'vitest'
import type {
  ClockChange,
  Emulator,
  Fixture,
  NewFault,
  NewTenant,
  Tenant,
} from '../../src/index.ts'
import { createEmulator, EmulatorError } from '../../src/index.ts'
import { toDocument, toState } from '../../src/model/document.ts'
import { demo, it, send, testing } from '../support/emulator.ts'

const made = '00000000-0000-4000-8000-000000000001'
const tenantId = fc.constantFrom(demo.tenantId, testing.tenantId, made)
const maybeTenantId = fc.option(tenantId, { nil: undefined })

/** Plausible numbers, the limits of every range, and any other number. */
const number = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.constantFrom(253_402_300_799, -253_402_300_799, Date.now(), -0),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
  fc.double(),
)
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', '\ud800', '\u2028', '__proto__', 'constructor', 'toString', '\0'),
)
const json = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(text, fc.oneof(number, text, fc.constantFrom(undefined, 1n, [], {}))),
)

/** Mostly valid values, and now and then others. */
const mostly = <T, U>(valid: fc.Arbitrary<T>, other: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 9, arbitrary: valid }, other)
const count = mostly(fc.integer({ min: 1, max: 5 }), number)

const effect = fc.record(
  {
    status: mostly(fc.integer({ min: 200, max: 599 }), number),
    body: json,
    retryAfter: count,
    delayMs: count,
    headers: mostly(fc.constant({ 'X-Fault': 'x' }), fc.dictionary(text, text)),
  },
  { requiredKeys: ['status'] },
)
const fault = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c'),
    operation: mostly(fc.constant('oauth-server.token'), fc.constant('iam.token')),
    method: mostly(fc.constant('post'), fc.constant('get')),
    clientId: fc.constant(demo.a.clientId),
    grantType: text,
    times: count,
    after: count,
    effect,
  },
  { requiredKeys: ['effect'] },
)
const seconds = mostly(fc.integer({ min: 0, max: 100_000 }), number)
const clock = fc.record({ offset: seconds, frozenAt: seconds }, { requiredKeys: [] })
const fixture = fc.record(
  {
    name: text,
    applications: fc.array(fc.record({ name: text }), { maxLength: 2 }),
    clock,
    faults: fc.array(fault, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

/** Requests to the management API, some of them valid. */
const management = fc.oneof(
  fc.tuple(fc.constant('POST'), fc.constant('/applications'), fc.record({ name: text })),
  fc.tuple(
    fc.constant('PUT'),
    fc.constant(`/applications/${demo.a.clientId}/scopes`),
    fc.record({ scopes: fc.array(fc.constantFrom('read', 'write', 'appid_x', '')) }),
  ),
  fc.tuple(
    fc.constant('POST'),
    fc.constant('/roles'),
    fc.record({
      name: text,
      description: fc.oneof(text, json),
      access: fc.constantFrom(
        [],
        [{ application_id: demo.a.clientId, scopes: ['read'] }],
        [{ application_id: demo.a.clientId, scopes: null }],
      ),
    }),
  ),
  fc.tuple(
    fc.constant('PUT'),
    fc.constant(`/applications/${demo.a.clientId}/roles`),
    fc.record({ roles: fc.record({ names: fc.array(text, { maxLength: 2 }) }) }),
  ),
  fc.tuple(fc.constant('DELETE'), fc.constant(`/applications/${demo.a.clientId}`), json),
  fc.tuple(
    fc.constant('PUT'),
    fc.constantFrom(
      '/config/tokens',
      '/config/idps/google',
      '/config/idps/saml',
      '/config/users_profile',
    ),
    fc.oneof(
      json,
      fc.record({
        access: fc.record({ expires_in: fc.oneof(number, fc.constant(600)) }),
        accessTokenClaims: fc.array(
          fc.record({
            source: fc.constantFrom('roles', 'saml'),
            sourceClaim: text,
            destinationClaim: text,
          }),
          { maxLength: 2 },
        ),
        isActive: fc.boolean(),
        config: fc.record({ idpId: text, secret: text, more: json }),
      }),
    ),
  ),
  fc.tuple(
    fc.constant('PUT'),
    fc.constant('/config/redirect_uris'),
    fc.record({ redirectUris: fc.array(fc.oneof(text, fc.webUrl()), { maxLength: 2 }) }),
  ),
)

const faultId = fc.constantFrom('a', 'b', 'c')
const which = fc.nat({ max: 5 })
const change = fc.record(
  { now: number, offset: number, frozen: fc.boolean() },
  { requiredKeys: [] },
)
const document = fc.record({
  version: fc.constant(1),
  faults: fc.array(fault, { maxLength: 2 }),
  tenants: fc.dictionary(tenantId, fixture),
})

/** The name of one of the calls below, and its arguments. */
const call: fc.Arbitrary<readonly [string, ...unknown[]]> = fc.oneof(
  fc.tuple(fc.constant('setClock'), tenantId, change),
  { weight: 3, arbitrary: fc.tuple(fc.constant('advanceClock'), tenantId, number) },
  fc.tuple(fc.constant('resetClock'), tenantId),
  fc.tuple(fc.constant('addFault'), fault, maybeTenantId),
  fc.tuple(fc.constant('deleteFault'), faultId, maybeTenantId),
  fc.tuple(fc.constant('clearFaults'), maybeTenantId),
  fc.tuple(
    fc.constant('createTenant'),
    fc.record({ fixture, tenantId }, { requiredKeys: ['tenantId'] }),
  ),
  fc.tuple(
    fc.constant('createTenant'),
    fc.record({ from: tenantId, tenantId, keepIds: fc.boolean() }),
  ),
  fc.tuple(fc.constant('deleteTenant'), tenantId),
  fc.tuple(fc.constant('reset'), maybeTenantId),
  fc.tuple(fc.constant('setState'), document),
  { weight: 3, arbitrary: fc.tuple(fc.constant('manage'), tenantId, management) },
  fc.tuple(fc.constantFrom('saveState', 'takeSnapshot')),
  fc.tuple(fc.constantFrom('setSavedState', 'restoreSnapshot'), which),
)

/** The calls. They also use older things: handles of deleted tenants, snapshots and saved states. */
function callsOf(emulator: Emulator) {
  const [snapshots, states]: [string[], Fixture[]] = [[], []]
  const handles = new Map<string, Tenant>()
  const tenant = (id: string) => {
    const handle = handles.get(id) ?? emulator.tenant(id)
    handles.set(id, handle)
    return handle
  }
  const owner = (id: string | undefined) => (id === undefined ? emulator : tenant(id))
  return {
    setClock: (id: string, change: ClockChange) => tenant(id).clock.set(change),
    advanceClock: (id: string, seconds: number) => tenant(id).clock.advance(seconds),
    resetClock: (id: string) => tenant(id).clock.reset(),
    addFault: (fault: NewFault, id?: string) => owner(id).faults.add(fault),
    deleteFault: (faultId: string, id?: string) => owner(id).faults.delete(faultId),
    clearFaults: (id?: string) => owner(id).faults.clear(),
    createTenant: (wanted: NewTenant) => emulator.createTenant(wanted),
    deleteTenant: (id: string) => tenant(id).delete(),
    reset: (id?: string) => owner(id).reset(),
    setState: (state: Fixture) => emulator.state.set(state),
    manage: async (id: string, [method, path, body]: [string, string, unknown]) => {
      const { status } = await send(`${emulator.url}/management/v4/${id}${path}`, {
        method,
        headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
        body: JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? null : value)),
      })
      expect(status, `${method} ${path}`).not.toBe(500)
    },
    saveState: async () => states.push(await emulator.state.get()),
    setSavedState: async (index: number) =>
      emulator.state.set(states[index] ?? (await emulator.state.get())),
    takeSnapshot: async () => snapshots.push((await emulator.snapshots.create()).id),
    restoreSnapshot: (index: number) => emulator.snapshots.restore(snapshots[index] ?? 'none'),
  }
}

/** The codes that a call may be refused with. Any other error is a bug. */
const refusals = /^(?:INVALID_INPUT|ALREADY_EXISTS|NOTHING_TO_RESET_TO|UNKNOWN_\w+)$/

it('the data file equals the state after any accepted and refused calls, and both can be read back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'round-trip-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 20, size: 'max' }), async (calls) => {
      run += 1
      const data = join(folder, `${run}.json`)
      const emulator = await createEmulator({ data })
      try {
        const target = callsOf(emulator)
        for (const [name, ...args] of calls)
          try {
            await Reflect.get(target, name)(...args)
          } catch (error) {
            if (!(error instanceof EmulatorError && refusals.test(error.code))) throw error
          }
        // JSON has neither -0 nor undefined.
        const state = JSON.parse(JSON.stringify(await emulator.state.get()))
        const written = toDocument(toState(JSON.parse(await readFile(data, 'utf8'))))
        expect(JSON.parse(JSON.stringify(written))).toEqual(state)
        await emulator.state.set(state)
        expect(JSON.parse(JSON.stringify(await emulator.state.get()))).toEqual(state)
      } finally {
        await emulator.close()
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 30_000 },
  )
})
