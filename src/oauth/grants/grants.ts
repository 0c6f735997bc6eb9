import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import type { Grant } from './grant.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { password } from './password.ts'
import { refreshToken } from './refresh-token.ts'

/** App ID's grant types, emulated or not, in the order of its discovery document. */
export const grantTypes: readonly string[] = [
  'authorization_code',
  'password',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
]

/** The emulated grants, by `grant_type`. The token endpoint dispatches on this table. */
export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', authorizationCode],
  ['client_credentials', clientCredentials],
  ['password', password],
  ['refresh_token', refreshToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', jwtBearer],
])
