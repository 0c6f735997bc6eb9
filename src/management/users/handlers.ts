import type { Runtime } from '../../runtime.ts'
import { exportProfiles } from './export.ts'
import { importProfiles } from './import.ts'
import { prepare } from './prepare.ts'
import * as profile from './profile.ts'
import { getRoles, putRoles } from './roles.ts'
import { search } from './search.ts'

/** The handlers of the operations below `/users`. */
export function usersHandlers(runtime: Runtime) {
  return {
    'mgmt.usersSearchUserProfile': search(runtime),
    'mgmt.usersNominateUser': prepare(runtime),
    'mgmt.userProfilesExport': exportProfiles(runtime),
    'mgmt.userProfilesImport': importProfiles(runtime),
    'mgmt.usersDeleteUserProfile': profile.remove(runtime),
    'mgmt.usersRevokeRefreshToken': profile.revokeRefreshTokens(runtime),
    'mgmt.usersGetUserProfile': profile.get(runtime),
    'mgmt.usersSetUserProfile': profile.replace(runtime),
    'mgmt.getUserRoles': getRoles(),
    'mgmt.updateUserRoles': putRoles(runtime),
  }
}
