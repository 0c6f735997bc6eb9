import type { RouterContext } from '@koa/router'
import { createBodyReader } from '../http/body.ts'
import { reached } from '../http/reached.ts'
import type { Handler } from '../http/routes.ts'
import type { Tenant } from '../model/tenant.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { toTenantInfo } from '../tenant-info.ts'
import type { Actions } from './actions.ts'

/** A whole state may be large; 64 MiB hold some 200,000 applications. */
const readBody = createBodyReader(64 * 1024 * 1024)

/** What each route of the control API does, by the route's name. */
export function createHandlers(
  runtime: Runtime,
  actions: Actions,
): Record<string, Handler<RequestState>> {
  const { version, instance, uptime, store, issuer } = runtime
  const body = (ctx: RouterContext<RequestState>) => readBody(ctx, ['application/json'])
  const done = (ctx: RouterContext<RequestState>) => {
    ctx.status = 204
  }
  const info = (ctx: RouterContext<RequestState>, tenant: Tenant) =>
    toTenantInfo(tenant, issuer.origin(reached(ctx)), issuer)
  const param = (ctx: RouterContext<RequestState>, name: string) => ctx.params[name] ?? ''

  return {
    health(ctx) {
      const tenants = store.state.tenants.size
      ctx.body = { status: 'ok', version, instance, uptime: uptime(), tenants }
    },
    async reset(ctx) {
      await actions.reset()
      done(ctx)
    },
    async resetTenant(ctx) {
      await actions.reset(param(ctx, 'tenantId'))
      done(ctx)
    },
    async getState(ctx) {
      ctx.body = await actions.getState()
    },
    async putState(ctx) {
      await actions.putState(await body(ctx))
      done(ctx)
    },
    listSnapshots(ctx) {
      ctx.body = { snapshots: store.snapshots.map((id) => ({ id })) }
    },
    async snapshot(ctx) {
      ctx.body = { id: await actions.snapshot() }
      ctx.status = 201
    },
    async restore(ctx) {
      await actions.restore(param(ctx, 'snapshotId'))
      done(ctx)
    },
    deleteSnapshot(ctx) {
      store.deleteSnapshot(param(ctx, 'snapshotId'))
      done(ctx)
    },
    async requests(ctx) {
      ctx.body = await actions.requests(filterOf(ctx))
    },
    async countRequests(ctx) {
      ctx.body = { count: await actions.countRequests(filterOf(ctx)) }
    },
    async clearRequests(ctx) {
      await actions.clearRequests()
      done(ctx)
    },
    listTenants(ctx) {
      const tenants = [...store.state.tenants.values()]
      ctx.body = { tenants: tenants.map((tenant) => info(ctx, tenant)) }
    },
    async createTenant(ctx) {
      ctx.body = info(ctx, await actions.createTenant(await body(ctx)))
      ctx.status = 201
    },
    async deleteTenant(ctx) {
      await actions.deleteTenant(param(ctx, 'tenantId'))
      done(ctx)
    },
    async listKeys(ctx) {
      ctx.body = { keys: await actions.listKeys(param(ctx, 'tenantId')) }
    },
    async rotateKeys(ctx) {
      ctx.body = { kid: await actions.rotateKeys(param(ctx, 'tenantId'), await body(ctx)) }
      ctx.status = 201
    },
    async deleteKey(ctx) {
      await actions.deleteKey(param(ctx, 'tenantId'), param(ctx, 'kid'))
      done(ctx)
    },
    async getClock(ctx) {
      ctx.body = await actions.getClock(param(ctx, 'tenantId'))
    },
    async setClock(ctx) {
      ctx.body = await actions.setClock(param(ctx, 'tenantId'), await body(ctx))
    },
    async resetClock(ctx) {
      ctx.body = await actions.resetClock(param(ctx, 'tenantId'))
    },
    async advanceClock(ctx) {
      const { seconds } = await body(ctx)
      ctx.body = await actions.advanceClock(param(ctx, 'tenantId'), seconds)
    },
  }
}

// In a query everything is text.
function filterOf({ query }: RouterContext<RequestState>): object {
  const { status } = query
  return { ...query, ...(/^\d+$/.test(`${status}`) && { status: Number(status) }) }
}
