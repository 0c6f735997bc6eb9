/** The configuration documents below `/config`. Most of them share one pair of handlers. */
import { X509Certificate } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import { oauthServerUrl } from '../issuer/issuer.ts'
import { type Config, type ConfigName, configDocuments, defaultConfig } from '../model/config.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { parseBody } from './body.ts'

/** The documents for which App ID responds to PUT without a body. */
const silent: ReadonlySet<ConfigName> = new Set([
  'redirect_uris',
  'users_profile',
  'capture_runtime_activity',
  'ui/theme_text',
])

/** `GET /config/{name}` returns the stored document, or the default. */
export function read<Name extends ConfigName>(name: Name) {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = toResponse(ctx, name, ctx.state.tenant.config?.[name] ?? defaultConfig[name])
  }
}

/** `PUT /config/{name}` replaces the whole document. */
export function write(runtime: Runtime, name: ConfigName) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const document = await parseBody(ctx, configDocuments[name])
    await keep(runtime, ctx, { [name]: document })
    if (silent.has(name)) ctx.status = 204
    else ctx.body = toResponse(ctx, name, document)
  }
}

/** `PUT /config/idps/saml` also returns the result of checking the certificates. */
export function writeSaml(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const document = await parseBody(ctx, configDocuments['idps/saml'])
    await keep(runtime, ctx, { 'idps/saml': document })
    const now = runtime.clock.ms(ctx.state.tenant)
    const certificates = document.config?.certificates ?? []
    ctx.body = {
      ...document,
      validation_data: {
        certificates: certificates.map((text, index) => validate(text, index, now)),
      },
    }
  }
}

async function keep(
  { store }: Runtime,
  ctx: RouterContext<RequestState>,
  change: Config,
): Promise<void> {
  await store.updateTenant(ctx.state.tenant.tenantId, (tenant) => ({
    ...tenant,
    config: { ...tenant.config, ...change },
  }))
}

// App ID adds the URL to which the provider must redirect users.
function toResponse(
  ctx: RouterContext<RequestState>,
  name: ConfigName,
  document: Config[ConfigName],
): object {
  const provider = /^idps\/(facebook|google)$/.exec(name)?.[1]
  if (provider === undefined) return { ...document }
  const { base, tenant } = ctx.state
  return {
    ...document,
    redirectURL: `${oauthServerUrl(base, tenant.tenantId)}/callback/${provider}`,
  }
}

function validate(certificate: string, certificate_index: number, now: number) {
  const expires = expiry(certificate)
  if (expires === undefined)
    return { certificate_index, warning: 'this is not an X.509 certificate' }
  return {
    certificate_index,
    expiration_timestamp: Math.floor(expires / 1000),
    ...(expires <= now && { warning: 'this certificate has expired' }),
  }
}

// Accepts PEM or base64 alone, with or without line breaks. Only the first certificate of a chain is read.
function expiry(certificate: string): number | undefined {
  const [, base64 = certificate] =
    /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/.exec(certificate) ?? []
  try {
    return Date.parse(new X509Certificate(Buffer.from(base64, 'base64')).validTo)
  } catch {
    return undefined
  }
}
