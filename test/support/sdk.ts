import { join } from 'node:path'

// The SDK reads this when it is loaded: it configures its log.
process.env.LOG4JS_CONFIG = join(import.meta.dirname, '../clients/log4js.json')

/** IBM's Node SDK, loaded with its log switched off. */
export const {
  APIStrategy,
  SelfServiceManager,
  TokenManager,
  UnauthorizedException,
  UserProfileManager,
  WebAppStrategy,
} = await import('ibmcloud-appid')
