import type { RouterContext } from '@koa/router'
import { rolesOf } from '../../model/access-control.ts'
import { hasProfile, providerOf } from '../../model/users/user.ts'
import { usersOf } from '../../model/users/users.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { ExportPaging, pageOf, parseQuery, requestOptions } from '../query.ts'
import { maxImported } from './import.ts'
import { toProfile } from './to-profile.ts'

/** `GET /users/export` exports the profiles, but not those of the Cloud Directory and of anonymous users. */
export function exportProfiles(runtime: Runtime) {
  return (ctx: RouterContext<RequestState>): void => {
    const { tenant } = ctx.state
    const asked = parseQuery(ctx, ExportPaging)
    const exported = usersOf(tenant)
      .filter(hasProfile)
      .filter((user) => !['cloud_directory', 'appid_anon'].includes(providerOf(user)))
    // One page at most can be imported at once.
    const { page, ...sizes } = pageOf(exported, asked, maxImported)
    ctx.body = {
      users: page.map((user) => ({
        ...toProfile(runtime, tenant, user),
        idp: providerOf(user),
        ...(user.idpIdentity !== undefined && { 'idp-identity': user.idpIdentity }),
        roles: rolesOf(tenant, user).map(({ name }) => name),
      })),
      ...sizes,
      requestOptions: requestOptions(asked),
    }
  }
}
