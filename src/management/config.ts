/** The documents below `/config`: one pair of handlers for all of them. */
import { X509Certificate } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import { oauthServerUrl } from '../issuer/issuer.ts'
import { type Config, type ConfigName, configDocuments, defaultConfig } from '../model/config.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import { parseBody } from './body.ts'

/** The documents whose change App ID answers without a body. */
const silent: ReadonlySet<ConfigName> = new Set([
  'redirect_uris',
  'users_profile',
  'capture_runtime_activity',
])

/** `GET /config/{name}`: what was put last, or the default. */
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

/** `PUT /config/idps/saml` tells besides what it thinks of the certificates. */
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

// What App ID adds to what it was given: where the provider has to send its users back.
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
  if (expires === undefined) return { certificate_index, warning: 'this is no X.509 certificate' }
  return {
    certificate_index,
    expiration_timestamp: Math.floor(expires / 1000),
    ...(expires <= now && { warning: 'this certificate has expired' }),
  }
}

// PEM or bare base64, broken into lines or not; of a chain the first counts.
function expiry(certificate: string): number | undefined {
  const [, base64 = certificate] =
    /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/.exec(certificate) ?? []
  try {
    return Date.parse(new X509Certificate(Buffer.from(base64, 'base64')).validTo)
  } catch {
    return undefined
  }
}
