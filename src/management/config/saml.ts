/** The SAML provider, and what it has to know about App ID. */
import { X509Certificate } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import { configDocuments } from '../../model/config/config.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { keep } from './documents.ts'

/** `PUT /config/idps/saml` also returns the result of checking the certificates. */
export function writeSaml(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const document = await parseBody(ctx, configDocuments['idps/saml'])
    await keep(runtime, ctx, () => ({ 'idps/saml': document }))
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

/** `GET /config/saml_metadata` */
export function metadata() {
  return (ctx: RouterContext<RequestState>): void => {
    const { base, tenant } = ctx.state
    // A parsed URL has no quote and no angle bracket.
    const acs = `${base.replaceAll('&', '&amp;')}/saml2/v1/login-acs`
    ctx.body = `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:ibm:cloud:services:appid:${tenant.tenantId}">
  <SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService index="1" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acs}"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
    ctx.set('Content-Type', 'application/xml; charset=utf-8')
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
