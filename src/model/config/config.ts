import * as v from 'valibot'
import type { Immutable } from '../immutable.ts'
import { list } from '../values/list.ts'
import { Uri } from '../values/uri.ts'
import { defaultTemplate } from './default-templates.ts'
import { ActionUrls, EmailDispatcher, SenderDetails, Templates } from './messages.ts'
import {
  AdvancedPasswordManagement,
  defaultPasswordManagement,
  PasswordRegex,
} from './passwords.ts'
import { CloudDirectoryIdp, CustomIdp, SamlIdp, SocialIdp } from './providers.ts'
import { MfaExtensions, Nexmo, RateLimit, Sso } from './sign-in.ts'
import { type TokensConfig, TokensConfigSchema } from './tokens.ts'
import { Languages, Media, ThemeColor, ThemeText } from './ui.ts'

const Switch = v.object({ isActive: v.boolean() })

const RedirectUris = v.object({
  redirectUris: list(Uri),
  trustCloudIAMRedirectUris: v.optional(v.boolean()),
})

/**
 * The documents whose path goes on with parameters. There is one for each of their values, so these are records of
 * documents: the key of each is the rest of its path.
 */
export const keyedDocuments = {
  'cloud_directory/templates': Templates,
  'cloud_directory/action_url': ActionUrls,
  'cloud_directory/mfa/extensions': MfaExtensions,
} as const

export type KeyedName = keyof typeof keyedDocuments

/** The emulated configuration documents, by their path below `/config`. */
export const configDocuments = {
  tokens: TokensConfigSchema,
  redirect_uris: RedirectUris,
  users_profile: Switch,
  capture_runtime_activity: Switch,
  'idps/facebook': SocialIdp,
  'idps/google': SocialIdp,
  'idps/custom': CustomIdp,
  'idps/cloud_directory': CloudDirectoryIdp,
  'idps/saml': SamlIdp,
  'ui/theme_text': ThemeText,
  'ui/theme_color': ThemeColor,
  'ui/media': Media,
  'ui/languages': Languages,
  'cloud_directory/sender_details': SenderDetails,
  'cloud_directory/email_dispatcher': EmailDispatcher,
  'cloud_directory/password_regex': PasswordRegex,
  'cloud_directory/advanced_password_management': AdvancedPasswordManagement,
  'cloud_directory/mfa': Switch,
  'cloud_directory/mfa/channels/nexmo': Nexmo,
  'cloud_directory/sso': Sso,
  'cloud_directory/rate_limit': RateLimit,
  ...keyedDocuments,
} as const

type ConfigName = keyof typeof configDocuments

/** The documents of which a tenant has one each. */
export type DocumentName = Exclude<ConfigName, KeyedName>

export const ConfigSchema = v.partial(v.object(configDocuments))

export type Config = Immutable<v.InferOutput<typeof ConfigSchema>>

const defaultTokens: TokensConfig = v.parse(TokensConfigSchema, {})

/** The configuration of a new tenant. */
export const defaultConfig: {
  readonly [Name in DocumentName]: NonNullable<Config[Name]>
} = {
  tokens: defaultTokens,
  redirect_uris: { redirectUris: [] },
  users_profile: { isActive: true },
  capture_runtime_activity: { isActive: false },
  'idps/facebook': { isActive: false },
  'idps/google': { isActive: false },
  'idps/custom': { isActive: false },
  'idps/cloud_directory': {
    isActive: true,
    config: {
      selfServiceEnabled: true,
      signupEnabled: true,
      interactions: {
        identityConfirmation: { accessMode: 'FULL', methods: ['email'] },
        welcomeEnabled: true,
        resetPasswordEnabled: true,
        resetPasswordNotificationEnable: true,
      },
      identityField: 'email',
    },
  },
  'idps/saml': { isActive: false },
  'ui/theme_text': v.parse(ThemeText, {}),
  'ui/theme_color': v.parse(ThemeColor, {}),
  'ui/media': { image: '' },
  'ui/languages': v.parse(Languages, {}),
  'cloud_directory/sender_details': {
    senderDetails: {
      from: { name: 'no-reply', email: 'no-reply@appid.example' },
      linkExpirationSec: 86_400,
    },
  },
  'cloud_directory/email_dispatcher': { provider: 'appid' },
  'cloud_directory/password_regex': {},
  'cloud_directory/advanced_password_management': defaultPasswordManagement,
  'cloud_directory/mfa': { isActive: false },
  'cloud_directory/mfa/channels/nexmo': { isActive: false },
  'cloud_directory/sso': {
    isActive: false,
    inactivityTimeoutSeconds: 86_400,
    logoutRedirectUris: [],
  },
  'cloud_directory/rate_limit': { signUpLimitPerMinute: 50, signInLimitPerMinute: 60 },
}

/** What a document is before it is set, by its key. */
export const keyedDefaults: {
  readonly [Name in KeyedName]: (key: string) => NonNullable<Config[Name]>[string]
} = {
  'cloud_directory/templates': defaultTemplate,
  'cloud_directory/action_url': () => ({ actionUrl: '' }),
  'cloud_directory/mfa/extensions': () => ({ isActive: false }),
}

/** The stored document of a tenant, or the default. */
export function documentOf<Name extends DocumentName>(
  { config }: { readonly config?: Config | undefined },
  name: Name,
): NonNullable<Config[Name]> {
  return config?.[name] ?? defaultConfig[name]
}

/** The token configuration of a tenant, or the default. */
export function tokensConfigOf(config: Config | undefined): TokensConfig {
  return config?.tokens ?? defaultTokens
}
