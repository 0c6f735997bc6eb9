/** Single sign-on (SSO): users of the Cloud Directory stay signed in at the tenant. */
import { documentOf } from './config/config.ts'
import { matches } from './redirect-uri.ts'
import type { Tenant } from './tenant.ts'
import { isDirectoryActive } from './users/directory.ts'

/** The other providers. One of them that is active switches single sign-on off. */
const others = ['idps/facebook', 'idps/google', 'idps/saml', 'idps/custom'] as const

/**
 * How long a session lasts without activity, in seconds; undefined where users do not stay signed in, which needs the
 * Cloud Directory to be the only active provider.
 */
export function inactivityTimeoutOf(tenant: Tenant): number | undefined {
  const { isActive, inactivityTimeoutSeconds } = documentOf(tenant, 'cloud_directory/sso')
  const isAlone =
    isDirectoryActive(tenant) && !others.some((name) => documentOf(tenant, name).isActive)
  return isActive && isAlone ? inactivityTimeoutSeconds : undefined
}

/** Whether a user may be sent to this URI after signing out. These URIs have a list of their own. */
export function isLogoutUri(tenant: Tenant, uri: string): boolean {
  const { logoutRedirectUris } = documentOf(tenant, 'cloud_directory/sso')
  return logoutRedirectUris.some((registered) => matches(registered, uri))
}
