import type { ParameterizedContext } from 'koa'
import { originOf, reached } from '../http/reached.ts'
import { managementUrl, tenantUrls } from '../issuer/issuer.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { refuseWebPages } from '../surface/access.ts'

/** The JSON at `/`: what runs here, and where to go on. The tenants only for who may use the control API. */
export async function overview(
  runtime: Runtime,
  ctx: ParameterizedContext<RequestState>,
): Promise<object> {
  const { version, store, issuer, control, strictIam } = runtime
  await store.opened
  const base = issuer.base(originOf(reached(ctx)))
  const start = {
    version,
    ready: true,
    control,
    strictIam,
    health: `${base}/_appid/health`,
    openapi: `${base}/_appid/openapi.json`,
    operations: `${base}/swagger-ui/`,
    documentation: 'https://www.npmjs.com/package/appid-emulator',
  }
  try {
    refuseWebPages(runtime, ctx)
  } catch {
    return start
  }
  const tenants = [...store.state.tenants.values()].map(({ tenantId, name }) => ({
    tenantId,
    ...(name !== undefined && { name }),
    issuer: issuer.of(base, tenantId),
    ...tenantUrls(base, tenantId),
    managementUrl: managementUrl(base, tenantId),
  }))
  return { ...start, tenants }
}
