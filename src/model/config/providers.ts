/** The identity providers of a tenant: the documents below `idps`. */
import * as v from 'valibot'
import { list } from '../values/list.ts'

const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'))

/** One of these, or the empty string that Terraform sends for a value that is not set. */
const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist([...options, ''])

export const SocialIdp = v.object({
  isActive: v.boolean(),
  config: v.optional(v.object({ idpId: text, secret: text })),
})

export const CustomIdp = v.object({
  isActive: v.boolean(),
  config: v.optional(v.object({ publicKey: v.optional(v.string()) })),
})

export const CloudDirectoryIdp = v.object({
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

export const SamlIdp = v.pipe(
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
