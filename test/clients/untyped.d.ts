// Declarations for packages that have none, as far as the tests use them. (ibmcloud-appid names a
// declaration file that it does not ship.)

declare namespace Express {
  interface Request {
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
  }
}

declare module 'passport' {
  import type { RequestHandler } from 'express'

  class Passport {
    use(strategy: { readonly name: string }): this
    initialize(): RequestHandler
    authenticate(
      strategy: string,
      options: { readonly session: false; readonly audience?: string; readonly scope?: string },
    ): RequestHandler
  }

  const passport: { readonly Passport: typeof Passport }
  export default passport
}
