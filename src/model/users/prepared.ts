/** Profiles that are prepared for somebody who has not signed in yet: whose they are. */
import type { Provider } from './user.ts'

/** Whether the provider identifies users by e-mail addresses, whose case does not count. Elsewhere `a` and `A` are two users. */
export const isIdentifiedByEmail = (provider: Provider): boolean =>
  provider === 'cloud_directory' || provider === 'saml'

/** What must be the same for a prepared profile to be somebody's. */
export const preparedKey = (provider: Provider, idpIdentity: string): string =>
  `${provider} ${isIdentifiedByEmail(provider) ? idpIdentity.toLowerCase() : idpIdentity}`
