import { basic, demo } from './emulator.ts'

const form = 'application/x-www-form-urlencoded'
const json = 'application/json'

export interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Requests with a text in every place that is logged or returned, and with `short` where a URL or a header limits it. */
export function requestsWith(text: string, short: string): Record<string, Sent> {
  const oauth = `/oauth/v4/${demo.tenantId}`
  const management = `/management/v4/${demo.tenantId}`
  const own = `/_appid/tenants/${demo.tenantId}`
  const word = encodeURIComponent(short)
  const client = { Authorization: basic(demo.a), 'Content-Type': form }
  const bearer = { Authorization: 'Bearer any', 'Content-Type': json }
  const token = (headers: Record<string, string>, body: string): Sent => ({
    method: 'POST',
    path: `${oauth}/token`,
    headers,
    body,
  })
  const put = (method: string, path: string, body: unknown): Sent => ({
    method,
    path,
    headers: bearer,
    body: JSON.stringify(body),
  })
  const role = { name: text, access: [] }
  const grant = { grant_type: 'client_credentials' }
  return {
    path: { path: `/${word}` },
    'path of the authorization server': { path: `${oauth}/${word}` },
    'tenant of the authorization server': { path: `/oauth/v4/${word}/token` },
    'tenant of the management API': { path: `/management/v4/${word}/roles`, headers: bearer },
    'path of the management API': { path: `${management}/${word}`, headers: bearer },
    'path of IAM': { path: `/identity/${word}` },
    'path of the control API': { path: `/_appid/${word}` },
    'Content-Type': token({ 'Content-Type': `text/${word}` }, 'x'),
    'grant_type without a client': token(
      { 'Content-Type': form },
      `${new URLSearchParams({ grant_type: text })}`,
    ),
    grant_type: token(client, `${new URLSearchParams({ grant_type: text })}`),
    audience: token(client, `${new URLSearchParams({ ...grant, audience: text })}`),
    scope: token(client, `${new URLSearchParams({ ...grant, scope: text })}`),
    'name of a parameter': token({ 'Content-Type': json }, JSON.stringify({ [text]: 1 })),
    'grant_type of IAM': {
      method: 'POST',
      path: '/identity/token',
      headers: { 'Content-Type': form },
      body: `${new URLSearchParams({ grant_type: text })}`,
    },
    application: { path: `${management}/applications/${word}`, headers: bearer },
    role: { path: `${management}/roles/${word}`, headers: bearer },
    'name of a role': put('POST', `${management}/roles`, role),
    'name of another role': put('POST', `${management}/roles`, role),
    'application of a role': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: text, scopes: [] }],
    }),
    'scope of a role': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: demo.a.clientId, scopes: [text] }],
    }),
    'scope of a role twice': put('POST', `${management}/roles`, {
      name: 'a',
      access: [{ application_id: demo.a.clientId, scopes: [text, text] }],
    }),
    'role of an application': put('PUT', `${management}/applications/${demo.a.clientId}/roles`, {
      roles: { names: [`${text}!`] },
    }),
    snapshot: { method: 'POST', path: `/_appid/snapshots/${word}/restore` },
    'tenant to reset': { method: 'POST', path: `/_appid/tenants/${word}/reset` },
    'tenant to copy': put('POST', '/_appid/tenants', { from: text }),
    key: { method: 'DELETE', path: `${own}/keys/${word}` },
    fault: { method: 'DELETE', path: `${own}/faults/${word}` },
    'id of a fault': put('POST', `${own}/faults`, { id: text, effect: { status: 500 } }),
    'member of a fault': put('POST', `${own}/faults`, { [text]: 1, effect: { status: 500 } }),
    'operation of a fault': put('POST', `${own}/faults`, {
      operation: text,
      effect: { status: 500 },
    }),
    'header of a fault': put('POST', `${own}/faults`, {
      effect: { status: 500, headers: { [text]: '\n' } },
    }),
    'filter of the journal': { path: `/_appid/requests?${word}=1` },
    'operation in the journal': { path: `/_appid/requests?operation=${word}` },
    'filter of a wait': { path: `/_appid/requests/wait?${word}=1` },
    'operation of a wait': { path: `/_appid/requests/wait?operation=${word}` },
    'filter of what is cleared': { method: 'DELETE', path: `/_appid/requests?${word}=1` },
    'client of a token': put('POST', `${own}/tokens`, { clientId: text }),
    publicUrl: put('PUT', '/_appid/urls', { publicUrl: text }),
    issuer: put('PUT', '/_appid/urls', { issuer: text }),
    'tenant in the state': put('PUT', '/_appid/state', { version: 1, tenants: { [text]: {} } }),
    'member of the state': put('PUT', '/_appid/state', { version: 1, tenants: {}, [text]: 1 }),
  }
}
