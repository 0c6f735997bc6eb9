/** The list of identity providers: `/config/idps`. */
import type { RouterContext } from '@koa/router'
import { documentOf } from '../../model/config/config.ts'
import type { RequestState } from '../../runtime.ts'

const providers = [
  'idps/facebook',
  'idps/google',
  'idps/cloud_directory',
  'idps/saml',
  'idps/custom',
] as const

/** `GET /config/idps` */
export function listProviders() {
  return (ctx: RouterContext<RequestState>): void => {
    const idps = providers.map((name) => ({
      idpName: name.replace('idps/', ''),
      ...documentOf(ctx.state.tenant, name),
    }))
    ctx.body = { idps }
  }
}
