import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { Password } from '../../model/scim-body.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { acceptedHash, changeUser, getUser } from './directory.ts'

const NewPassword = v.object({ uuid: v.string(), newPassword: Password })

/** `POST /cloud_directory/change_password` */
export function changePassword(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { uuid, newPassword } = await parseBody(ctx, NewPassword)
    getUser(ctx.state.tenant, uuid)
    const passwordHash = await acceptedHash(ctx.state.tenant, newPassword)
    ctx.body = await changeUser(runtime, ctx, uuid, (user) => ({
      ...user,
      password: undefined,
      passwordHash,
    }))
  }
}
