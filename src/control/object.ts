/** The `Emulator` object, the same in the emulator's process and over HTTP. */
import type { Emulator, NewTenant, Requests, Tenant } from '../api.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { findTenant } from '../model/find-one.ts'
import { InvalidInput } from '../model/parsing/parse.ts'
import { toCredentials, toEnv } from './credentials.ts'
import type { Call } from './table.ts'
import type { TenantInfo } from './tenant-info.ts'

/** How the object accesses the emulator. */
export interface Access {
  readonly url: string
  readonly call: Call
  /** The current tenants; over HTTP, those of the last response. */
  tenants(): readonly Pick<TenantInfo, 'tenantId' | 'name'>[]
  /** @throws {EmulatorError} UNKNOWN_TENANT */
  tenant(tenantId: string): TenantInfo
  refresh(): Promise<void>
  close(): Promise<void>
}

export function toEmulator(access: Access): Emulator {
  const { url, call, refresh, close } = access
  const find = (nameOrId: string) =>
    toTenant(access, findTenant(access.tenants(), nameOrId).tenantId)
  return {
    url,
    port: Number(new URL(url).port) || (url.startsWith('https') ? 443 : 80),
    get tenants() {
      return access.tenants().map(({ tenantId }) => toTenant(access, tenantId))
    },
    get defaultTenant() {
      const [first] = access.tenants()
      if (first === undefined)
        throw new EmulatorError('UNKNOWN_TENANT', 'the emulator has no tenant: create one first')
      return toTenant(access, first.tenantId)
    },
    tenant: find,
    async createTenant(wanted: NewTenant = {}) {
      const { tenantId } = await call('createTenant', { body: wanted })
      await refresh()
      return toTenant(access, tenantId)
    },
    faults: {
      list: () => call('listFaults'),
      add: (fault) => call('addFault', { body: fault }),
      delete: (faultId) => call('deleteFault', { params: { faultId } }),
      clear: () => call('clearFaults'),
    },
    requests: toRequests(call),
    snapshots: {
      create: () => call('createSnapshot'),
      list: () => call('listSnapshots'),
      async restore(snapshotId) {
        await call('restoreSnapshot', { params: { snapshotId } })
        await refresh()
      },
      delete: (snapshotId) => call('deleteSnapshot', { params: { snapshotId } }),
    },
    state: {
      get: () => call('getState'),
      async set(state) {
        await call('setState', { body: state })
        await refresh()
      },
    },
    urls: {
      get: () => call('getUrls'),
      async set(settings) {
        const changed = await call('setUrls', { body: settings })
        await refresh()
        return changed
      },
    },
    async reset() {
      await call('reset')
      await refresh()
    },
    async refresh() {
      // In the emulator's process this only checks that the emulator is not closed.
      await call('getHealth')
      await refresh()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A handle: its properties show the tenant's current state; over HTTP, that of the last response. */
function toTenant(access: Access, tenantId: string): Tenant {
  const { call, refresh } = access
  const params = { tenantId }
  const now = () => access.tenant(tenantId)
  return {
    tenantId,
    get name() {
      return now().name
    },
    get issuer() {
      return now().issuer
    },
    get oAuthServerUrl() {
      return now().oAuthServerUrl
    },
    get discoveryEndpoint() {
      return now().discoveryEndpoint
    },
    get managementUrl() {
      return now().managementUrl
    },
    get profilesUrl() {
      return now().profilesUrl
    },
    get applications() {
      return now().applications
    },
    credentials: (application) => toCredentials(now(), application),
    env: ({ client } = {}) => toEnv(now(), access.url, client),
    clock: {
      get: () => call('getClock', { params }),
      set: (change) => call('setClock', { params, body: change }),
      advance: (seconds) => call('advanceClock', { params, body: { seconds } }),
      reset: () => call('resetClock', { params }),
    },
    keys: {
      list: () => call('listKeys', { params }),
      rotate: (rotation) => call('rotateKeys', { params, body: rotation }),
      delete: (kid) => call('deleteKey', { params: { tenantId, kid } }),
    },
    faults: {
      list: () => call('listTenantFaults', { params }),
      add: (fault) => call('addTenantFault', { params, body: fault }),
      delete: (faultId) => call('deleteTenantFault', { params: { tenantId, faultId } }),
      clear: () => call('clearTenantFaults', { params }),
    },
    requests: toRequests(call, params),
    users: {
      list: (page = {}) => call('listUsers', { params, query: page }),
      add: (user) => call('addUser', { params, body: user }),
      delete: (userId) => call('deleteUser', { params: { tenantId, userId } }),
    },
    signIn: (user) => call('signIn', { params, body: user }),
    tokens: { create: (token) => call('createToken', { params, body: token }) },
    mails: {
      list: (filter) => call('listMails', { params, query: { ...filter } }),
      waitFor: (filter, options) =>
        call('waitForMail', { params, query: { ...filter, ...options } }),
      clear: () => call('clearMails', { params }),
    },
    async reset() {
      await call('resetTenant', { params })
      await refresh()
    },
    async delete() {
      await call('deleteTenant', { params })
      await refresh()
    },
  }
}

function toRequests(call: Call, tenant: { readonly tenantId?: string } = {}): Requests {
  // Async, so that these methods reject, and do not throw, when `within` refuses a filter.
  return {
    list: async (filter) => call('listRequests', { query: within(tenant, { ...filter }) }),
    count: async (filter) => call('countRequests', { query: within(tenant, { ...filter }) }),
    waitFor: async (filter, options) =>
      call('waitForRequest', { query: within(tenant, { ...filter, ...options }) }),
    clear: () => call('clearRequests', { query: tenant }),
  }
}

/** Adds the tenant to a query, which cannot select a tenant itself. @throws {InvalidInput} */
function within(tenant: { readonly tenantId?: string }, query: object): object {
  if (tenant.tenantId === undefined) return query
  if ('tenantId' in query && query.tenantId !== undefined)
    throw new InvalidInput([{ path: ['tenantId'], message: 'is not known here' }])
  return { ...query, ...tenant }
}
