/** Runs the operation of a request, and applies faults. */
import { STATUS_CODES } from 'node:http'
import type { ParameterizedContext } from 'koa'
import { mediaTypes, peekBody } from '../http/body.ts'
import { parseBasic, percentDecoded } from '../http/credentials.ts'
import { fromPage } from '../http/from-page.ts'
import type { Fault } from '../model/fault.ts'
import { findApplication } from '../model/tenant.ts'
import type { Operation } from '../operations.ts'
import type { RequestState, Runtime } from '../runtime.ts'
import type { Credentials } from './faults.ts'

type Context = ParameterizedContext<RequestState>

/**
 * Runs the handler of an operation unless a fault strikes: the tenant's faults are tried first, then the emulator's. A
 * fault replaces the response, marks it to be damaged, or delays it.
 * @throws {FaultAnswer} {UnknownTenant}
 */
export function performer({ store, faults }: Runtime) {
  return async (
    ctx: Context,
    { name }: Operation,
    handle: () => void | Promise<void>,
  ): Promise<void> => {
    const { record, tenant } = ctx.state
    record.operation = name
    const own = tenant?.faults ?? []
    const registered = store.state.faults ?? []
    if (own.length + registered.length === 0 || fromPage(ctx)) return handle()

    const request = {
      operation: name,
      method: ctx.method,
      credentials: () => credentials(ctx, name),
    }
    const fault = await faults.strike([...own, ...registered], request)
    if (fault === undefined) return handle()
    record.fault = fault.id
    const { delayMs, status } = fault.effect
    if (delayMs !== undefined) {
      // Reads the body first, so that the request is complete even if the client disconnects during the delay.
      // Reads the tenant again afterwards, because it may have changed.
      await received(ctx)
      await faults.delay(delayMs)
      if (tenant !== undefined) ctx.state.tenant = store.getTenant(tenant.tenantId)
    }
    if (status !== undefined) {
      // Elsewhere, whoever asks is no application.
      if (name.startsWith('oauth-server.')) recordClient(ctx, await request.credentials())
      return respond(ctx, status, fault.effect)
    }
    ctx.state.damage = fault.effect
    await handle()
  }
}

/** The error that a fault responds with; each surface renders it in its own format. */
export class FaultAnswer extends Error {
  override readonly name = 'FaultAnswer'
  readonly status: number
  readonly code: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    code: string | undefined,
    headers: Readonly<Record<string, string>>,
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

// Below 400 there is no error, so the default body is empty.
function respond(ctx: Context, status: number, effect: Fault['effect']): void {
  const { error, errorDescription, retryAfter, body = status < 400 ? '' : undefined } = effect
  const headers = {
    ...(retryAfter !== undefined && { 'Retry-After': `${retryAfter}` }),
    ...effect.headers,
  }
  if (body === undefined) {
    const text = errorDescription ?? `${STATUS_CODES[status] ?? status} (injected by a fault)`
    throw new FaultAnswer(status, text, error, headers)
  }
  ctx.status = status
  ctx.body = body === null ? 'null' : body
  if (body === null) ctx.type = 'json'
  ctx.set(headers)
}

/** Records which client was answered, so that a test counts what the client asked for. Here it has not proved who it is. */
function recordClient({ state: { record, tenant } }: Context, said: Credentials): void {
  const { clientIds, grantType } = said
  const clientId = clientIds.find((one) => findApplication(tenant, one) !== undefined)
  if (clientId !== undefined) record.clientId = clientId
  if (grantType !== undefined) record.grantType = grantType
}

// A body that cannot be read is ignored here; the handler refuses it.
async function received(ctx: Context): Promise<Record<string, unknown>> {
  return peekBody(ctx, mediaTypes).catch(() => ({}))
}

async function credentials(ctx: Context, operation: string): Promise<Credentials> {
  const basic = parseBasic(ctx.get('Authorization'))
  // IAM also accepts parameters in the query, and an authorization request has only these.
  const inQuery = operation.startsWith('iam.') || operation === 'oauth-server.authorization'
  const query = inQuery ? ctx.query : {}
  const { client_id, grant_type } = { ...query, ...(await received(ctx)) }
  const clientIds = [basic?.user, basic && percentDecoded(basic)?.user, client_id]
  return {
    clientIds: clientIds.filter((one) => typeof one === 'string'),
    grantType: typeof grant_type === 'string' ? grant_type : undefined,
  }
}
