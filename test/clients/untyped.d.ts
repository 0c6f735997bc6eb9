// Declarations for packages that have none, as far as the tests use them. (ibmcloud-appid names a
// declaration file that it does not ship.)

declare namespace Express {
  interface Request {
    /** Set by passport. */
    user?: unknown
    logIn(user: unknown, options: object, done: (error: unknown) => void): void
    /** Set by APIStrategy once the token is accepted. */
    appIdAuthorizationContext?: {
      readonly accessToken: string
      readonly accessTokenPayload: Readonly<Record<string, unknown>>
    }
  }
}

declare module 'ibmcloud-appid' {
  export class APIStrategy {
    static readonly STRATEGY_NAME: string
    readonly name: string
    constructor(options: { readonly oauthServerUrl: string })
  }

  export interface ApplicationIdentityToken {
    readonly accessToken: string
    readonly tokenType: string
    readonly expiresIn: number
  }

  export class TokenManager {
    constructor(options: {
      readonly tenantId: string
      readonly clientId: string
      readonly secret: string
      readonly oauthServerUrl: string
      readonly issuer?: string
    })
    getApplicationIdentityToken(): Promise<ApplicationIdentityToken>
    getCustomIdentityTokens(
      assertion: string,
      scopes?: readonly string[],
    ): Promise<ApplicationIdentityToken & { readonly identityToken: string }>
  }

  export class WebAppStrategy {
    static readonly STRATEGY_NAME: string
    static readonly AUTH_CONTEXT: 'APPID_AUTH_CONTEXT'
    static hasScope(request: object, scopes: string): boolean
    readonly name: string
    constructor(options: object)
    refreshTokens(request: object, refreshToken: string): Promise<void>
    logout(request: object): void
    logoutSSO(request: object, response: object, options: { readonly redirect_uri: string }): void
  }

  export class UnauthorizedException {}

  export const UserProfileManager: {
    init(options: object): void
    getUserInfo(accessToken: string, identityToken?: string): Promise<Record<string, unknown>>
    getAllAttributes(accessToken: string): Promise<Record<string, unknown>>
    getAttribute(accessToken: string, name: string): Promise<Record<string, unknown>>
    setAttribute(accessToken: string, name: string, value: string): Promise<unknown>
    deleteAttribute(accessToken: string, name: string): Promise<unknown>
  }

  export class SelfServiceManager {
    constructor(options: object)
    signUp(user: object, language?: string): Promise<Record<string, unknown>>
    getUserDetails(uuid: string): Promise<Record<string, unknown>>
    updateUserDetails(uuid: string, user: object): Promise<Record<string, unknown>>
    resendNotification(uuid: string, template: string): Promise<unknown>
    forgotPassword(email: string, language?: string): Promise<Record<string, unknown>>
    getSignUpConfirmationResult(context: string): Promise<Record<string, unknown>>
    getForgotPasswordConfirmationResult(context: string): Promise<Record<string, unknown>>
    setUserNewPassword(
      uuid: string,
      password: string,
      language?: string,
      ip?: string,
    ): Promise<Record<string, unknown>>
  }
}

declare module 'passport-05' {
  import passport from 'passport'
  export default passport
}

declare module 'passport' {
  import type { RequestHandler } from 'express'

  class Passport {
    use(strategy: { readonly name: string }): this
    initialize(): RequestHandler
    session(): RequestHandler
    serializeUser(
      serialise: (user: unknown, done: (error: null, user: unknown) => void) => void,
    ): void
    deserializeUser(
      restore: (user: unknown, done: (error: null, user: unknown) => void) => void,
    ): void
    authenticate(
      strategy: string,
      options?: object,
      done?: (error: unknown, user: unknown, failure: unknown) => void,
    ): RequestHandler
  }

  const passport: { readonly Passport: typeof Passport }
  export default passport
}
