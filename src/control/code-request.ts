/** What a test asks for to have the redirect with a code, too. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import type { Application } from '../model/application.ts'
import {
  type CodeRequest,
  isCodeChallenge,
  notCodeChallenge,
} from '../model/authorization-request.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { isRegistered } from '../model/redirect-uri.ts'
import type { Tenant } from '../model/tenant.ts'

const text = (description: string) => v.optional(v.pipe(v.string(), v.description(description)))

export const codeRequest = {
  redirectUri: text('A registered redirect URI: the answer has `redirect`, this URL with a code'),
  state: text('The state in `redirect`'),
  nonce: text('The nonce of the id token that the client gets for the code'),
  codeChallenge: text('The code challenge, made with S256; a singlepageapp must have one'),
} as const

type Given = v.InferOutput<v.ObjectSchema<typeof codeRequest, undefined>>

/**
 * The request for a code, as the authorization endpoint would have found it good; undefined if none is asked for.
 * @throws {EmulatorError} INVALID_INPUT
 */
export function codeRequestOf(
  tenant: Tenant,
  { clientId, type }: Application,
  { redirectUri, state, nonce, codeChallenge }: Given,
): (CodeRequest & { readonly state: string | undefined }) | undefined {
  if (redirectUri === undefined) {
    if ((state ?? nonce ?? codeChallenge) === undefined) return undefined
    throw invalid('redirectUri: is missing: state, nonce and codeChallenge belong to it')
  }
  if (!isRegistered(tenant, redirectUri))
    throw invalid(
      `redirectUri: ${excerpt(redirectUri)} is not registered: add it to config/redirect_uris`,
    )
  if (type === 'singlepageapp' && codeChallenge === undefined)
    throw invalid('codeChallenge: is missing: a singlepageapp must use PKCE')
  if (codeChallenge !== undefined && !isCodeChallenge(codeChallenge))
    throw invalid(`codeChallenge: ${notCodeChallenge}`)
  return { clientId, redirectUri, state, nonce, codeChallenge }
}

const invalid = (message: string) => new EmulatorError('INVALID_INPUT', message)
