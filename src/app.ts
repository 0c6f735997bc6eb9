import Koa, { type Next, type ParameterizedContext } from 'koa'
import { control, isControl } from './control/router.ts'
import { controlOperations } from './control/table.ts'
import { dashboard, isDashboard } from './dashboard/router.ts'
import { excerpt } from './excerpt.ts'
import { damageResponses } from './faults/damage.ts'
import { fromPage } from './http/from-page.ts'
import { linger } from './http/linger.ts'
import { settleTarget } from './http/target.ts'
import { unexpected } from './http/unexpected.ts'
import { iam } from './iam/router.ts'
import type { RequestEvent } from './journal/log.ts'
import { redacted, redactedPath } from './journal/redacted.ts'
import { management } from './management/router.ts'
import { EmulatorError } from './model/emulator-error.ts'
import { oauth } from './oauth/router.ts'
import { operations } from './operations.ts'
import { profiles } from './profiles/router.ts'
import type { RequestState, Runtime } from './runtime.ts'
import { isWfm, wfm } from './wfm/router.ts'

/** Assembles the server: first the middleware for every request, then the surfaces by prefix. */
export function createApp(
  runtime: Runtime,
  { trustProxy }: { trustProxy: boolean },
): Koa<RequestState> {
  const app = new Koa<RequestState>({ proxy: trustProxy })
  app.on('error', (error, ctx) => {
    // Do not report a connection that the client closed.
    if (ctx.req.socket.errored !== error)
      runtime.log({ event: 'error', message: redacted(messageOf(error)) })
  })

  app.use(linger())
  app.use(record(runtime))
  app.use(locate(runtime))
  app.use(damageResponses())
  app.use(dashboard(runtime)) //   /
  app.use(control(runtime)) //     /_appid
  app.use(untilOpen(runtime))
  app.use(oauth(runtime)) //       /oauth/v4/{tenantId}
  app.use(management(runtime)) //  /management/v4/{tenantId}
  app.use(iam(runtime)) //         /identity
  app.use(profiles(runtime)) //    /api/v1
  app.use(wfm(runtime)) //         /wfm
  app.use(nothingHere)
  return app
}

/** The header that identifies the emulator in every response. */
export function versionHeader({ version }: Runtime) {
  return { 'X-AppID-Emulator-Version': version }
}

/** Sets the version header, and logs and records every request. */
function record(runtime: Runtime) {
  const { clock, log, journal } = runtime
  const name = versionHeader(runtime)
  return async (ctx: ParameterizedContext<RequestState>, next: Next): Promise<void> => {
    const elapsed = clock.stopwatch()
    const { method } = ctx
    const record: RequestEvent = { event: 'request', method, path: '', status: 0, ms: 0 }
    ctx.state.record = record
    ctx.set(name)
    try {
      await next()
    } catch (error) {
      ctx.app.emit('error', error, ctx)
      ctx.status = 500
      ctx.body = { message: unexpected }
    }
    if (fromPage(ctx)) return
    record.status = ctx.status
    record.ms = Math.round(elapsed())
    tidy(record)
    // A copy, because the log may modify it.
    log({ ...record })
    // Control requests and the automatic requests of browsers are not recorded.
    if (isControl(record.path) || isDashboard(record.path) || record.path === '/favicon.ico') return
    try {
      journal.add(record, clock.ms())
    } catch (error) {
      // The caller's own clock may return an invalid time.
      ctx.app.emit('error', error, ctx)
    }
  }
}

/** The first segments of the paths of all operations. */
const beginnings = new Set(
  [...operations, ...controlOperations].map(({ path }) => path.split('/')[1]),
)
const isOurs = (path: string) =>
  beginnings.has(path.split('/')[1]) || isDashboard(path) || isWfm(path)

/**
 * Removes the path of `publicUrl` from the front of the request path, if it is there. A `publicUrl` whose path begins like
 * one of ours (`https://dev.example/identity`) is a special case: it is removed only if one of ours remains.
 */
function locate({ issuer }: Runtime) {
  return (ctx: ParameterizedContext<RequestState>, next: Next): Promise<void> | undefined => {
    const { record } = ctx.state
    if (!settleTarget(ctx.req)) {
      record.path = ctx.url.replace(/[?#].*/s, '')
      record.error = 'the request target must be a path or an http(s) URL'
      ctx.status = 400
      ctx.body = { message: record.error }
      return undefined
    }
    const { path } = issuer
    if (path !== '' && `${ctx.path}/`.startsWith(`${path}/`)) {
      const below = ctx.path.slice(path.length) || '/'
      if (!isOurs(ctx.path) || isOurs(below)) ctx.path = below
    }
    record.path = ctx.path
    return next()
  }
}

const clientTexts = [
  'tenantId',
  'clientId',
  'grantType',
  'scope',
  'grantedScope',
  'audience',
  'fault',
] as const

/**
 * Takes e-mail addresses and tokens out of each text that a client may have sent, and shortens it. The limit for `error` is
 * higher, because it may quote several.
 */
function tidy(record: RequestEvent): void {
  record.path = excerpt(redactedPath(record.path))
  for (const name of clientTexts) {
    const text = record[name]
    if (text !== undefined) record[name] = excerpt(redacted(text))
  }
  if (record.error !== undefined) record.error = excerpt(redacted(record.error), 1000)
}

/** Makes requests wait until the store is open: the server must listen earlier, because the lock contains its URL. */
function untilOpen({ store }: Runtime) {
  return (_: ParameterizedContext<RequestState>, next: Next): Promise<void> =>
    store.opened.then(next)
}

function nothingHere(ctx: ParameterizedContext<RequestState>): void {
  ctx.status = 404
  ctx.state.record.error = 'no API has this path'
  ctx.body = {
    message: `there is nothing at ${excerpt(ctx.path)}: use a path below /oauth/v4/{tenantId} or /management/v4/{tenantId} for App ID, or below /_appid for the control API`,
  }
}

function messageOf(error: unknown): string {
  if (error instanceof EmulatorError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
