import type { ParameterizedContext } from 'koa'
import * as v from 'valibot'
import { originOf, reached } from '../http/reached.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages, WebPageRefused } from './access.ts'
import { TenantOverview, toTenantOverview } from './tenant-overview.ts'

type Context = ParameterizedContext<RequestState>

/** What runs here, and where to go on: the answer to programs at `/` and `/_appid`. */
export const Overview = v.object({
  version: v.string(),
  ready: v.pipe(v.literal(true), v.description('The state is loaded')),
  control: v.pipe(v.boolean(), v.description('Whether there is a control API')),
  strictIam: v.pipe(
    v.boolean(),
    v.description('Whether the management API accepts only tokens of IAM'),
  ),
  health: v.string(),
  openapi: v.optional(v.pipe(v.string(), v.description('Describes the control API'))),
  operations: v.pipe(v.string(), v.description('A page that lists the operations of App ID')),
  documentation: v.string(),
  tenants: v.optional(v.array(TenantOverview)),
  refused: v.optional(v.pipe(v.string(), v.description('Why the tenants are not listed'))),
})

/** The tenants are only for who may use the control API. @throws {InvalidHost} */
export async function overview(
  runtime: Runtime,
  ctx: Context,
): Promise<v.InferOutput<typeof Overview>> {
  const { version, store, issuer, control, strictIam } = runtime
  const base = issuer.base(originOf(reached(ctx)))
  await store.opened
  return {
    version,
    ready: true,
    control,
    strictIam,
    health: `${base}/_appid/health`,
    ...(control && { openapi: `${base}/_appid/openapi.json` }),
    operations: `${base}/swagger-ui/`,
    documentation: 'https://www.npmjs.com/package/appid-emulator',
    ...tenants(runtime, ctx, base),
  }
}

function tenants(runtime: Runtime, ctx: Context, base: string) {
  const { store, issuer } = runtime
  try {
    refuseWebPages(runtime, ctx)
  } catch (error) {
    if (error instanceof WebPageRefused) return { refused: error.message }
    throw error
  }
  return {
    tenants: [...store.state.tenants.values()].map((tenant) =>
      toTenantOverview(tenant, base, issuer),
    ),
  }
}
