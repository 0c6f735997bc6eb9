/** Signs a user in without a password. */
import * as v from 'valibot'
import { EmulatorError } from '../model/emulator-error.ts'
import type { Tenant } from '../model/tenant.ts'
import { isDirectoryActive, signInProblem } from '../model/users/directory.ts'
import { isInDirectory, providerOf, type User } from '../model/users/user.ts'
import { findIdentity, findProfile } from '../model/users/users.ts'
import { redirectWithCode } from '../surface/authorization-code.ts'
import { issueTokens } from '../surface/issue-tokens.ts'
import { userAuthorization } from '../tokens/authorization.ts'
import { signIn } from '../users/sign-in.ts'
import { clientOf } from './client-of.ts'
import { codeRequest, codeRequestOf } from './code-request.ts'
import { findUser } from './find-user.ts'
import { operation } from './operation.ts'

export const SignIn = v.pipe(
  v.strictObject({
    email: v.optional(v.string()),
    userName: v.optional(v.string()),
    profileId: v.optional(v.string()),
    clientId: v.optional(
      v.pipe(v.string(), v.description('The client of the tokens. Default: the first application')),
    ),
    ...codeRequest,
  }),
  v.check(
    ({ email, userName, profileId }) =>
      [email, userName, profileId].filter((one) => one !== undefined).length === 1,
    'give one of email, userName and profileId',
  ),
)

export const UserTokens = v.object({
  accessToken: v.string(),
  idToken: v.string(),
  refreshToken: v.optional(v.string()),
  expiresIn: v.number(),
  scope: v.string(),
  redirect: v.optional(
    v.pipe(v.string(), v.description('Where the browser returns to the client, with a code')),
  ),
})

export const signInOperations = [
  operation({
    name: 'signIn',
    method: 'POST',
    path: '/_appid/tenants/{tenantId}/sign-in',
    summary: 'Signs a user in without a password, and returns the tokens that the user would get',
    body: SignIn,
    answer: UserTokens,
    async run({ runtime, base, params: { tenantId }, body: { clientId, ...wanted } }) {
      const { store, clock, keys } = runtime
      const before = store.getTenant(tenantId)
      // Checked first, so that nobody is signed in and no key is generated for a refused request.
      codeRequestOf(before, clientOf(before, clientId), wanted)
      const found = findUser(before, wanted)
      const problem = problemOf(before, found, clock.ms(before))
      if (problem !== undefined) throw new EmulatorError('CANNOT_SIGN_IN', `the user ${problem}`)

      const signedIn = await signIn(runtime, tenantId, (tenant) => again(tenant, found))
      const tenant = await keys.withKey(tenantId)
      const user = signedIn && findProfile(tenant, signedIn.profileId)
      if (user === undefined)
        throw new EmulatorError('UNKNOWN_USER', 'the user was deleted meanwhile')
      const client = clientOf(tenant, clientId)
      const authorization = userAuthorization(tenant, client, user)
      const { response } = await issueTokens(runtime, tenant, base, authorization)
      const request = codeRequestOf(tenant, client, wanted)
      // Tokens about a user always have an id token and a scope.
      const { access_token, id_token = '', refresh_token, expires_in, scope = '' } = response
      return {
        accessToken: access_token,
        idToken: id_token,
        ...(refresh_token !== undefined && { refreshToken: refresh_token }),
        expiresIn: expires_in,
        scope,
        ...(request && { redirect: await redirectWithCode(runtime, tenantId, request, user) }),
      }
    },
  }),
] as const

/** Finds the same user in a later state. */
function again(tenant: Tenant, user: User): User | undefined {
  return user.id === undefined
    ? findProfile(tenant, user.profileId ?? '')
    : findIdentity(tenant, providerOf(user), user.id)
}

/** Why App ID would not sign the user in, and the remedy. `now` is in milliseconds. */
function problemOf(tenant: Tenant, user: User, now: number): string | undefined {
  if (user.id === undefined && user.idpIdentity !== undefined)
    return 'has not signed in yet, the profile is only prepared: add the user first'
  if (providerOf(user) !== 'cloud_directory') return user.active === false ? inactive : undefined
  if (!isInDirectory(user)) return 'is no longer in the Cloud Directory: add the user again'
  if (!isDirectoryActive(tenant))
    return 'is one of Cloud Directory, which is not active: set isActive of config/idps/cloud_directory'
  const problem = signInProblem(tenant, user, now)
  return problem && problems[problem]
}

const inactive = 'is not active: set active to true, in the fixture or by the management API'

const problems = {
  disabled: inactive,
  locked: 'is locked after wrong passwords: advance the clock of the tenant',
  pending:
    'has not verified the e-mail address: set status to CONFIRMED, or identityConfirmation.accessMode of config/idps/cloud_directory to OFF',
} as const
