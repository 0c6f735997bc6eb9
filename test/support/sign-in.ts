import { createHash } from 'node:crypto'
import type { Tenant } from '../../src/index.ts'
import { basic, demo, type HttpResponse, send } from './emulator.ts'

/** A redirect URI that the demo fixture registers by a wildcard. */
export const callback = 'http://localhost:3000/callback'

export type Parameters = Readonly<Record<string, string | undefined>>

const query = (parameters: Parameters) =>
  new URLSearchParams(
    Object.entries(parameters).filter((one): one is [string, string] => one[1] !== undefined),
  )

/** The URL of an authorization request, by default of application A. An undefined parameter is left out. */
export function authorizationUrl(tenant: Tenant, parameters: Parameters = {}): string {
  const all = {
    client_id: demo.a.clientId,
    response_type: 'code',
    redirect_uri: callback,
    scope: 'openid',
    state: 'the state',
    ...parameters,
  }
  return `${tenant.oAuthServerUrl}/authorization?${query(all)}`
}

/** Sends an authorization request as a browser does, without following the redirect. */
export function authorize(tenant: Tenant, parameters?: Parameters, headers = {}) {
  return send(authorizationUrl(tenant, parameters), {
    redirect: 'manual',
    headers: { Accept: 'text/html', ...headers },
  })
}

/** The id of the transaction in a page. */
export function transactionIn({ body }: HttpResponse): string {
  const [, transaction = ''] = /name="state" value="([^"]*)"/.exec(body) ?? []
  return transaction
}

/** Sends a form of the sign-in page. */
export function submit(tenant: Tenant, form: Parameters, headers = {}) {
  return send(`${tenant.oAuthServerUrl}/cloud_directory/auth`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Accept: 'text/html', ...headers },
    body: query(form),
  })
}

/** Begins a sign-in, and submits a form of its page, by default the one with which Ann is picked. */
export async function signIn(
  tenant: Tenant,
  form: Parameters = { email: 'ann@example.com', password: 'ann' },
  parameters?: Parameters,
): Promise<HttpResponse> {
  const page = await authorize(tenant, parameters)
  return submit(tenant, { state: transactionIn(page), ...form })
}

/** The parameters with which a response redirects. */
export function redirectedWith({ headers }: HttpResponse): Record<string, string> {
  return Object.fromEntries(new URL(headers.get('Location') ?? 'none:').searchParams)
}

/** Exchanges a code, by default as application A. */
export function exchange(
  tenant: Tenant,
  code: string | undefined,
  form: Parameters = {},
  client: { clientId: string; secret: string } = demo.a,
) {
  return send(`${tenant.oAuthServerUrl}/token`, {
    method: 'POST',
    headers: { Authorization: basic(client) },
    body: query({ grant_type: 'authorization_code', redirect_uri: callback, code, ...form }),
  })
}

/** The claims of a token. */
export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A code challenge as in RFC 7636 §4.2. */
export const challengeOf = (verifier: string) =>
  createHash('sha256').update(verifier).digest('base64url')

/** The URL of a page of self-service, by default for application A. An undefined parameter is left out. */
export function selfServiceUrl(tenant: Tenant, page: string, parameters: Parameters = {}): string {
  const all = { client_id: demo.a.clientId, redirect_uri: callback, ...parameters }
  return `${tenant.oAuthServerUrl}/cloud_directory/${page}?${query(all)}`
}

/** Visits a page of self-service. */
export function visitPage(tenant: Tenant, page: string, parameters?: Parameters) {
  return send(selfServiceUrl(tenant, page, parameters), {
    redirect: 'manual',
    headers: { Accept: 'text/html' },
  })
}

/** The tokens for which a response has the code. */
export async function tokensFrom(tenant: Tenant, response: HttpResponse) {
  const { status, body } = await exchange(tenant, redirectedWith(response).code)
  if (status !== 200) throw new Error(`the code was refused: ${JSON.stringify(body)}`)
  return body
}
