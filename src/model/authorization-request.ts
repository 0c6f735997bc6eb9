/** The authorization request (RFC 6749 §4.1.1) and the code that answers it. Both are short-lived state. */
import type { Provider } from './users/user.ts'

/** Where the answer goes, and how. */
export interface ResponseTarget {
  /** One that the tenant has registered. */
  readonly redirectUri: string
  /** The client's own, unchanged. */
  readonly state?: string | undefined
  /** `response_mode=web_message`: a page posts the answer to the window that opened it. */
  readonly webMessage?: boolean
}

/** Whether a text has the form of a challenge of RFC 7636 §4.2, or of that of IBM's JavaScript SDK. */
export const isCodeChallenge = (text: string): boolean => /^[\w.~+/=-]{43,128}$/.test(text)

export const notCodeChallenge = 'must be the SHA-256 of the code_verifier in base64url'

/** What a code remembers of the request. */
export interface CodeRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly nonce?: string | undefined
  readonly codeChallenge?: string | undefined
}

/** What users do for themselves at a page, besides signing in. */
export type SelfService = 'sign_up' | 'forgot_password' | 'change_password' | 'change_details'

/** A request that was found to be good. While a user is at its page, it is a transaction. */
export interface AuthorizationRequest extends ResponseTarget, CodeRequest {
  /** What the client asked for instead of a sign-in. */
  readonly selfService?: SelfService
  /** The SCIM id of the user who changes the password or the details. */
  readonly userId?: string | undefined
  /** The language of the mails that the user gets. */
  readonly language?: string
  /** The provider that the client named. */
  readonly provider?: Provider | undefined
  /** The profile of the anonymous user who signs in. */
  readonly anonymousId?: string | undefined
  /** The SCIM id of the user who gave the right password, but must verify the e-mail address first. */
  readonly pendingId?: string | undefined
}

/** An authorization code: for whom it is, and what the token request must agree with. */
export interface AuthorizationCode extends CodeRequest {
  readonly profileId: string
  readonly provider: Provider
}

/** A code that opens the page on which a user changes the details. */
export interface DetailsCode {
  /** The SCIM id. */
  readonly userId: string
  /** The clients of the access token in exchange for which it was given. */
  readonly audience: readonly string[]
}
