/** What the surfaces have in common: whom a request is for, what shall go wrong with it, how an error is answered. */
import { STATUS_CODES } from 'node:http'
import type { ParameterizedContext } from 'koa'
import { type MediaType, readBody } from './http/body.ts'
import { parseBasic, percentDecoded } from './http/credentials.ts'
import { reached } from './http/reached.ts'
import type { Fault } from './model/fault.ts'
import type { Operation } from './operations.ts'
import type { RequestState, Runtime } from './runtime.ts'

/** Notes which tenant a request is for. @throws {InvalidHost} {UnknownTenant} */
export function enterTenant(
  { issuer, store }: Runtime,
  ctx: ParameterizedContext<RequestState>,
  tenantId: string,
): void {
  ctx.state.record.tenant = tenantId
  ctx.state.origin = issuer.origin(reached(ctx))
  ctx.state.tenant = store.getTenant(tenantId)
}

/**
 * Lets a request run its operation, unless a fault is registered for it: the tenant's own are tried first, then the
 * emulator's. A fault answers in the handler's place, or has its answer spoilt later on.
 * @throws {FaultAnswer}
 */
export function performer({ store, faults }: Runtime) {
  return async (
    ctx: ParameterizedContext<RequestState>,
    { name }: Operation,
    handle: () => void | Promise<void>,
  ): Promise<void> => {
    const { record, tenant } = ctx.state
    record.endpoint = name
    const own = tenant?.faults ?? []
    const registered = store.state.faults ?? []
    if (own.length + registered.length === 0) return handle()

    const fault = await faults.strike([...own, ...registered], {
      endpoint: name,
      method: ctx.method,
      credentials: () => credentials(ctx),
    })
    if (fault === undefined) return handle()
    record.fault = fault.id
    const { delayMs, status } = fault.then
    if (delayMs !== undefined) await faults.delay(delayMs)
    if (status !== undefined) throw new FaultAnswer(status, fault.then)
    ctx.state.damage = fault.then
    await handle()
  }
}

/** The answer that a fault gives in the handler's place. */
export class FaultAnswer extends Error {
  override readonly name = 'FaultAnswer'
  readonly status: number
  readonly code: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown

  constructor(
    status: number,
    { error, errorDescription, headers, retryAfter, body }: Fault['then'],
  ) {
    super(errorDescription ?? `${STATUS_CODES[status] ?? status}, as a fault has it`)
    this.status = status
    this.code = error
    this.headers = {
      ...(retryAfter !== undefined && { 'Retry-After': `${retryAfter}` }),
      ...headers,
    }
    // Below 400 there is no error to tell of.
    this.body = body ?? (status < 400 ? '' : undefined)
  }
}

/** An error in the words of a surface. `detail` is what the log may know and the client may not. */
export interface SurfaceError {
  readonly status: number
  readonly message: string
  readonly detail?: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Makes a surface's renderer, which turns whatever was thrown into the answer. What nobody expected is reported to the
 * app and stays vague.
 */
export function errorRenderer<E extends SurfaceError>(
  toError: (thrown: unknown) => E,
  toBody: (error: E, ctx: ParameterizedContext<RequestState>) => unknown,
) {
  return (ctx: ParameterizedContext<RequestState>, thrown: unknown): void => {
    const error = toError(thrown)
    const intended = thrown instanceof FaultAnswer
    if (error.status === 500 && !intended) ctx.app.emit('error', thrown, ctx)
    ctx.state.record.error = error.detail ?? error.message
    ctx.status = error.status
    ctx.body = (intended ? thrown.body : undefined) ?? toBody(error, ctx)
    ctx.set(error.headers)
  }
}

const credentialTypes: readonly MediaType[] = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
]

// What cannot be read is the handler's to refuse.
async function credentials(ctx: ParameterizedContext) {
  const basic = parseBasic(ctx.get('Authorization'))
  const body = await readBody(ctx, credentialTypes).catch(() => ({}) as const)
  const { client_id, grant_type }: Record<string, unknown> = body
  const clientIds = [basic?.user, basic && percentDecoded(basic)?.user, client_id]
  return {
    clientIds: clientIds.filter((one) => typeof one === 'string'),
    grantType: typeof grant_type === 'string' ? grant_type : undefined,
  }
}
