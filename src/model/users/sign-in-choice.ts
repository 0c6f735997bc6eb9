/** Who may sign in at a tenant's sign-in page. */
import type { Tenant } from '../tenant.ts'
import { isDirectoryActive, signInProblem } from './directory.ts'
import { isInDirectory, type Provider, providerOf, type User } from './user.ts'
import { findByLogin, findIdentity, usersOf } from './users.ts'

/** A user with an identity, who can be found again by it. */
export type IdentifiedUser = User & { readonly id: string }

/** The providers with which a user can sign in at the page. The others vouch for users without one. */
const providers = ['cloud_directory', 'facebook', 'google', 'saml', 'ibmid'] as const

type PageProvider = (typeof providers)[number]

export const isPageProvider = (provider: string): provider is PageProvider =>
  providers.some((one) => one === provider)

/**
 * Whether a provider is in use. That of a user in a fixture is, unless the configuration says that it is not: the
 * emulator needs no connection to it.
 */
export function isProviderActive(tenant: Tenant, provider: PageProvider): boolean {
  if (provider === 'cloud_directory') return isDirectoryActive(tenant)
  return provider === 'ibmid' || (tenant.config?.[`idps/${provider}`]?.isActive ?? true)
}

/** Whether a user may sign in, by any provider or the given one. `now` is in milliseconds. */
export function maySignIn(
  tenant: Tenant,
  user: User,
  now: number,
  only?: Provider,
): user is IdentifiedUser {
  const provider = providerOf(user)
  if (user.id === undefined || (only !== undefined && provider !== only)) return false
  if (!isPageProvider(provider) || !isProviderActive(tenant, provider)) return false
  if (provider !== 'cloud_directory') return user.active !== false
  return isInDirectory(user) && signInProblem(tenant, user, now) === undefined
}

/** Whether a request is open to users of the Cloud Directory: those that name another provider are not. */
export const isForDirectory = ({ provider }: { readonly provider?: Provider | undefined }) =>
  provider === undefined || provider === 'cloud_directory'

/** The first users who may sign in. */
export function choicesOf(
  tenant: Tenant,
  now: number,
  most: number,
  only?: Provider,
): readonly IdentifiedUser[] {
  const choices: IdentifiedUser[] = []
  for (const user of usersOf(tenant)) {
    if (choices.length === most) break
    if (maySignIn(tenant, user, now, only)) choices.push(user)
  }
  return choices
}

/**
 * Finds the user who may sign in whom `login_hint` names: by the e-mail address, whoever the provider is, or by the user
 * name. Of several, one of the Cloud Directory comes first.
 */
export function findHinted(
  tenant: Tenant,
  hint: string,
  now: number,
  only?: Provider,
): IdentifiedUser | undefined {
  const may = (user: User | undefined): user is IdentifiedUser =>
    user !== undefined && maySignIn(tenant, user, now, only)
  const inDirectory = [
    findByLogin(tenant, 'email', hint),
    findByLogin(tenant, 'userName', hint),
  ].find(may)
  if (inDirectory !== undefined) return inDirectory
  const email = hint.toLowerCase()
  for (const user of usersOf(tenant))
    if (user.email?.toLowerCase() === email && may(user)) return user
  return undefined
}

/** How a form names a user. */
export const choiceOf = (user: IdentifiedUser): string => `${providerOf(user)}:${user.id}`

/** Finds the user whom a form names. */
export function findChoice(tenant: Tenant, choice: string): User | undefined {
  const [provider = '', ...id] = choice.split(':')
  return isPageProvider(provider) ? findIdentity(tenant, provider, id.join(':')) : undefined
}
