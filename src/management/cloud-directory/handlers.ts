import type { Handler } from '../../http/routes.ts'
import { InvalidInput } from '../../model/parsing/parse.ts'
import type { EmulatedManagementOperation } from '../../operations.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { invalidValue } from '../scim-error.ts'
import { changePassword } from './change-password.ts'
import { forgotPasswordResult, signUpResult } from './confirmation-results.ts'
import { exportUsers } from './export.ts'
import { forgotPassword } from './forgot-password.ts'
import { importUsers } from './import.ts'
import { bulkRemove, removeEntry, removeUser } from './removal.ts'
import { resend } from './resend.ts'
import { signUp } from './sign-up.ts'
import { userinfo } from './userinfo.ts'
import * as users from './users.ts'

/** The handlers of the operations below `/cloud_directory`. */
export function cloudDirectoryHandlers(runtime: Runtime) {
  return {
    'mgmt.listCloudDirectoryUsers': inScim(users.list(runtime)),
    'mgmt.createCloudDirectoryUser': inScim(users.create(runtime)),
    'mgmt.getCloudDirectoryUser': inScim(users.get(runtime)),
    'mgmt.updateCloudDirectoryUser': inScim(users.replace(runtime)),
    'mgmt.deleteCloudDirectoryUser': inScim(removeEntry(runtime)),
    'mgmt.invalidateUserSSOSessions': inScim(users.logout(runtime)),
    'mgmt.cloudDirectoryGetUserinfo': inScim(userinfo(runtime)),
    'mgmt.startSignUp': inScim(signUp(runtime)),
    'mgmt.userVerificationResult': inScim(signUpResult(runtime)),
    'mgmt.startForgotPassword': inScim(forgotPassword(runtime)),
    'mgmt.forgotPasswordResult': inScim(forgotPasswordResult(runtime)),
    'mgmt.resendNotification': inScim(resend(runtime)),
    'mgmt.changePassword': inScim(changePassword(runtime)),
    'mgmt.cloudDirectoryRemove': inScim(removeUser(runtime)),
    'mgmt.cloudDirectoryExport': inScim(exportUsers()),
    'mgmt.cloudDirectoryImport': inScim(importUsers(runtime)),
    'mgmt.cloudDirectoryBulkRemove': inScim(bulkRemove(runtime)),
  } as const satisfies Partial<Record<EmulatedManagementOperation, Handler<RequestState>>>
}

/** A handler whose complaints about a request are errors of SCIM. */
function inScim(handler: Handler<RequestState>): Handler<RequestState> {
  return async (ctx) => {
    try {
      await handler(ctx)
    } catch (error) {
      throw error instanceof InvalidInput ? invalidValue(error.message) : error
    }
  }
}
