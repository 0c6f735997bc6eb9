import type { Runtime } from '../runtime.ts'
import type { Actions } from './actions.ts'
import { toOpenApi } from './openapi.ts'
import type { routes } from './routes.ts'

/** What a handler is told of a request. */
export interface ControlRequest {
  /** What the emulator's URLs begin with for whoever asks. @throws {InvalidHost} */
  readonly base: string
  readonly query: Readonly<Record<string, unknown>>
  /** As it was sent: the actions check it. */
  readonly body: Readonly<Record<string, unknown>>
  /** A parameter of the path. */
  param(name: 'tenantId' | 'snapshotId' | 'kid' | 'faultId'): string
}

type ControlHandler = (request: ControlRequest) => unknown

/** What each route of the control API does, and what it answers. */
export function createHandlers(
  { version, instance, uptime, store }: Runtime,
  actions: Actions,
): Record<(typeof routes)[number]['name'], ControlHandler> {
  const health = () => {
    const tenants = store.state.tenants.size
    return { status: 'ok', version, instance, uptime: uptime(), tenants }
  }
  const tenantId = ({ param }: ControlRequest) => param('tenantId')

  return {
    health,
    ready: health,
    plainHealth: health,
    openapi: () => toOpenApi(version),
    getConfig: () => actions.getConfig(),
    putConfig: ({ body }) => actions.putConfig(body),
    reset: () => actions.reset(),
    resetTenant: (request) => actions.reset(tenantId(request)),
    getState: () => actions.getState(),
    putState: ({ body }) => actions.putState(body),
    listSnapshots: async () => ({
      snapshots: (await actions.listSnapshots()).map((id) => ({ id })),
    }),
    snapshot: async () => ({ id: await actions.snapshot() }),
    restore: ({ param }) => actions.restore(param('snapshotId')),
    deleteSnapshot: ({ param }) => actions.deleteSnapshot(param('snapshotId')),
    listTenants: ({ base }) => ({ tenants: actions.listTenants(base) }),
    createTenant: ({ body, base }) => actions.createTenant(body, base),
    deleteTenant: (request) => actions.deleteTenant(tenantId(request)),
    listKeys: async (request) => ({ keys: await actions.listKeys(tenantId(request)) }),
    rotateKeys: async (request) => ({
      kid: await actions.rotateKeys(tenantId(request), request.body),
    }),
    deleteKey: (request) => actions.deleteKey(tenantId(request), request.param('kid')),
    getClock: (request) => actions.getClock(tenantId(request)),
    setClock: (request) => actions.setClock(tenantId(request), request.body),
    advanceClock: (request) => actions.advanceClock(tenantId(request), request.body.seconds),
    resetClock: (request) => actions.resetClock(tenantId(request)),
    listFaults: async () => ({ faults: await actions.listFaults() }),
    addFault: async ({ body }) => ({ id: await actions.addFault(body) }),
    clearFaults: () => actions.clearFaults(),
    deleteFault: ({ param }) => actions.deleteFault(param('faultId')),
    listTenantFaults: async (request) => ({ faults: await actions.listFaults(tenantId(request)) }),
    addTenantFault: async (request) => ({
      id: await actions.addFault(request.body, tenantId(request)),
    }),
    clearTenantFaults: (request) => actions.clearFaults(tenantId(request)),
    deleteTenantFault: (request) =>
      actions.deleteFault(request.param('faultId'), tenantId(request)),
    createToken: (request) => actions.createToken(tenantId(request), request.body, request.base),
    requests: ({ query }) => actions.requests(query),
    countRequests: async ({ query }) => ({ count: await actions.countRequests(query) }),
    clearRequests: () => actions.clearRequests(),
  }
}
