import { documentOf } from '../model/config/config.ts'
import type { Tenant } from '../model/tenant.ts'
import { type DirectoryUser, displayNameOf, formattedName } from '../model/users/user.ts'
import type { Values } from './render.ts'

/** What a mail says besides who its user is. */
export interface Facts {
  /** How many seconds its link works. */
  readonly linkLifetime: number
  readonly verify?: OneTime | undefined
  readonly resetPassword?: OneTime | undefined
  readonly passwordChangeInfo?: { readonly time: string; readonly ipAddress?: string | undefined }
}

interface OneTime {
  readonly code: string
  readonly link: string
}

/** App ID's variables of templates. A lifetime is given in whole hours and in whole minutes. */
export function variables(
  tenant: Tenant,
  user: DirectoryUser,
  { linkLifetime, verify, resetPassword, passwordChangeInfo }: Facts,
): Values {
  return new Map([
    ['display.logo', documentOf(tenant, 'ui/media').image],
    ['user.displayName', displayNameOf(user)],
    ['user.email', user.email],
    ['user.username', user.userName],
    ['user.firstName', user.givenName],
    ['user.lastName', user.familyName],
    ['user.formattedName', formattedName(user)],
    ['verify.code', verify?.code],
    ['verify.link', verify?.link],
    ['resetPassword.code', resetPassword?.code],
    ['resetPassword.link', resetPassword?.link],
    ['linkExpiration.hours', `${Math.floor(linkLifetime / 3600)}`],
    ['linkExpiration.minutes', `${Math.floor(linkLifetime / 60)}`],
    ['passwordChangeInfo.time', passwordChangeInfo?.time],
    ['passwordChangeInfo.ipAddress', passwordChangeInfo?.ipAddress],
  ])
}
