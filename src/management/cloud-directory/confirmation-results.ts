import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { isSamePassword } from '../../model/users/password.ts'
import { findInDirectory } from '../../model/users/users.ts'
import type { Followed, Purpose } from '../../outbox/link.ts'
import { linkLifetimeOf } from '../../outbox/sender.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'

type Context = RouterContext<RequestState>

const OneTime = v.object({ context: v.string() })

/** `POST /cloud_directory/sign_up/confirmation_result`. A context that has been used still tells whose it was. */
export function signUpResult(runtime: Runtime) {
  return async (ctx: Context): Promise<void> => {
    const { tenant } = ctx.state
    const { context, followed } = await lookUp(runtime, ctx, 'verify')
    if (followed === undefined) return fail(ctx, 'NOT_FOUND')
    const { userId: uuid, gone } = followed
    if (gone) return fail(ctx, 'GONE', { uuid })
    const used = { ...followed, gone: true } as const
    runtime.shortLived.followed.set(tenant, context, used, linkLifetimeOf(tenant))
    ctx.body = { success: true, uuid }
  }
}

/** `POST /cloud_directory/forgot_password/confirmation_result`. A context works once. */
export function forgotPasswordResult(runtime: Runtime) {
  return async (ctx: Context): Promise<void> => {
    const { context, followed } = await lookUp(runtime, ctx, 'reset')
    if (followed === undefined) return fail(ctx, 'NOT_FOUND')
    runtime.shortLived.followed.delete(ctx.state.tenant, context)
    ctx.body = { success: true, uuid: followed.userId }
  }
}

/**
 * Finds out about a link for this purpose whose user still exists, with the address of then and, if the link is to a new
 * password, with the password of then.
 */
async function lookUp(
  { shortLived }: Runtime,
  ctx: Context,
  purpose: Purpose,
): Promise<{ readonly context: string; readonly followed: Followed | undefined }> {
  const { tenant } = ctx.state
  const { context } = await parseBody(ctx, OneTime, [
    'application/json',
    'application/x-www-form-urlencoded',
  ])
  const found = shortLived.followed.get(tenant, context)
  const user = found && findInDirectory(tenant, found.userId)
  const fits =
    found?.purpose === purpose &&
    user?.email === found.email &&
    (purpose !== 'reset' || isSamePassword(user, found))
  return { context, followed: fits ? found : undefined }
}

const descriptions = {
  GONE: 'the link or its context has been used before',
  NOT_FOUND:
    'the context is unknown, or it has expired or been used, or the user has changed since',
} as const

/** A failure has a status of success, too: IBM's SDK for Node.js reports any other as a failed call. */
function fail(ctx: Context, code: keyof typeof descriptions, more: { uuid?: string } = {}): void {
  ctx.state.record.error = descriptions[code]
  ctx.body = { success: false, ...more, error: { code, description: descriptions[code] } }
}
