import * as v from 'valibot'
import type { Immutable } from './immutable.ts'
import { list } from './list.ts'
import { type TokensConfig, TokensConfigSchema } from './tokens-config.ts'

const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'))

/** One of these, or the empty string that Terraform sends for a value that is not set. */
const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist([...options, ''])

const Switch = v.object({ isActive: v.boolean() })

const RedirectUris = v.object({
  redirectUris: list(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9+.-]*:./i, 'must be a URI with its scheme')),
  ),
  trustCloudIAMRedirectUris: v.optional(v.boolean()),
})

const SocialIdp = v.object({
  isActive: v.boolean(),
  config: v.optional(v.object({ idpId: text, secret: text })),
})

const CustomIdp = v.object({
  isActive: v.boolean(),
  config: v.optional(v.object({ publicKey: v.optional(v.string()) })),
})

const CloudDirectoryIdp = v.object({
  isActive: v.boolean(),
  config: v.optional(
    v.object({
      selfServiceEnabled: v.boolean(),
      signupEnabled: v.optional(v.boolean()),
      interactions: v.object({
        identityConfirmation: v.object({
          // IBM's Go SDK sends "false" where the documentation says OFF.
          accessMode: v.picklist(['FULL', 'RESTRICTIVE', 'OFF', 'false']),
          methods: v.optional(list(v.literal('email'))),
        }),
        welcomeEnabled: v.boolean(),
        resetPasswordEnabled: v.boolean(),
        resetPasswordNotificationEnable: v.boolean(),
      }),
      identityField: v.optional(choice(['email', 'userName'])),
    }),
  ),
})

const SamlIdp = v.pipe(
  v.object({
    isActive: v.boolean(),
    config: v.optional(
      v.object({
        entityID: text,
        signInUrl: text,
        certificates: v.pipe(v.array(text), v.minLength(1, 'must have at least one certificate')),
        displayName: v.optional(v.string()),
        authnContext: v.optional(
          v.object({
            class: v.optional(list(text)),
            comparison: v.optional(choice(['exact', 'maximum', 'minimum', 'better'])),
          }),
        ),
        signRequest: v.optional(v.boolean()),
        encryptResponse: v.optional(v.boolean()),
        includeScoping: v.optional(v.boolean()),
      }),
    ),
  }),
  v.check(
    ({ isActive, config }) => !isActive || config !== undefined,
    'config is missing: an active SAML provider needs it',
  ),
)

const ThemeText = v.object({
  tabTitle: v.optional(v.string(), 'Login'),
  footnote: v.optional(v.string(), 'Powered by App ID'),
})

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
} as const

export type ConfigName = keyof typeof configDocuments

export const ConfigSchema = v.partial(v.object(configDocuments))

export type Config = Immutable<v.InferOutput<typeof ConfigSchema>>

const defaultTokens: TokensConfig = v.parse(TokensConfigSchema, {})

/** The configuration of a new tenant. */
export const defaultConfig: Required<Config> = {
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
}

/** The token configuration of a tenant, or the default. */
export function tokensConfigOf(config: Config | undefined): TokensConfig {
  return config?.tokens ?? defaultTokens
}
