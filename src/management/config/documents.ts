/** The configuration documents below `/config` that are one for each tenant. Most of them share one pair of handlers. */
import type { RouterContext } from '@koa/router'
import { oauthServerUrl } from '../../issuer/issuer.ts'
import {
  type Config,
  configDocuments,
  type DocumentName,
  documentOf,
} from '../../model/config/config.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'

/** The statuses with which App ID responds to PUT, where it is not 200. With 204 there is no body. */
const statuses: Readonly<Partial<Record<DocumentName, 201 | 204>>> = {
  redirect_uris: 204,
  users_profile: 204,
  capture_runtime_activity: 204,
  'ui/theme_text': 204,
  'ui/theme_color': 204,
  'ui/languages': 204,
  'cloud_directory/sender_details': 204,
  'cloud_directory/sso': 201,
  'cloud_directory/rate_limit': 201,
}

/** `GET /config/{name}` returns the stored document, or the default. */
export function read(name: DocumentName) {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = toResponse(ctx, name, documentOf(ctx.state.tenant, name))
  }
}

/** `PUT /config/{name}` replaces the whole document. */
export function write(runtime: Runtime, name: DocumentName) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const document = await parseBody(ctx, configDocuments[name])
    await keep(runtime, ctx, () => ({ [name]: document }))
    const { [name]: status = 200 } = statuses
    if (status !== 204) ctx.body = toResponse(ctx, name, document)
    ctx.status = status
  }
}

/** Stores what `change` makes of the tenant's configuration. */
export function keep(
  { store }: Runtime,
  ctx: RouterContext<RequestState>,
  change: (config: Config) => Config,
): Promise<Tenant> {
  return store.updateTenant(ctx.state.tenant.tenantId, (tenant) => ({
    ...tenant,
    config: { ...tenant.config, ...change(tenant.config ?? {}) },
  }))
}

// App ID adds the URL to which the provider must redirect users.
function toResponse(
  ctx: RouterContext<RequestState>,
  name: DocumentName,
  document: Config[DocumentName],
): object {
  const provider = /^idps\/(facebook|google)$/.exec(name)?.[1]
  if (provider === undefined) return { ...document }
  const { base, tenant } = ctx.state
  return {
    ...document,
    redirectURL: `${oauthServerUrl(base, tenant.tenantId)}/callback/${provider}`,
  }
}
