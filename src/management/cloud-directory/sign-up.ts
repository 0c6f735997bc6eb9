import { randomUUID } from 'node:crypto'
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { statusOfNew } from '../../model/users/directory.ts'
import { NewScimUser } from '../../model/users/scim-body.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { mailAfterSignUp } from '../../users/mail.ts'
import { withProfile } from '../../users/sign-in.ts'
import { parseBody } from '../body.ts'
import { parseQuery } from '../query.ts'
import { addUser } from './add.ts'
import { getUser, toResponse } from './directory.ts'
import { recipientOf } from './recipient.ts'

/**
 * `POST /cloud_directory/sign_up` also makes the profile, unless `shouldCreateProfile` is false. For a verified user it
 * is the profile that was prepared, if there is one. It returns 201.
 */
export function signUp(runtime: Runtime) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const sent = await parseBody(ctx, NewScimUser)
    const { shouldCreateProfile } = parseQuery(ctx, {
      shouldCreateProfile: v.optional(v.picklist(['true', 'false', ''])),
    })
    const profileId = randomUUID()
    const { id, tenant } = await addUser(runtime, ctx, sent, statusOfNew, (tenant, user) =>
      shouldCreateProfile === 'false' ? tenant : withProfile(tenant, user, profileId),
    )
    const user = getUser(tenant, id)
    // Whoever signs somebody up as verified gets no mail sent.
    if (sent.status !== 'CONFIRMED') mailAfterSignUp(runtime, recipientOf(ctx, user, tenant))
    ctx.status = 201
    ctx.body = {
      ...toResponse(runtime, tenant, user),
      ...(user.profileId !== null && { profileId: user.profileId }),
    }
  }
}
