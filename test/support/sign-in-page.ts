import type { Page } from 'playwright-core'
import type { Emulator, Tenant } from '../../src/index.ts'
import type { BrowserWords, Visit } from './browser.ts'
import { manage, tenantOf } from './emulator.ts'
import { authorizationUrl, type Parameters } from './sign-in.ts'

interface SignInVisit extends Visit {
  readonly tenant?: Tenant
  readonly parameters?: Parameters
}

/** Opens the sign-in page. Its redirect URI is on the emulator, so that a browser asks nobody else. */
export async function visitSignIn(
  emulator: Emulator,
  visit: BrowserWords['visit'],
  { tenant = tenantOf(emulator), parameters, ...options }: SignInVisit = {},
): Promise<Page> {
  const redirect_uri = `${emulator.url}/swagger-ui/`
  await manage(tenant, 'PUT', '/config/redirect_uris', { redirectUris: [redirect_uri] })
  const to = authorizationUrl(tenant, { redirect_uri, ...parameters })
  return visit(emulator, { ...options, to })
}

/** Goes from a page to the next by a button: both may have fields of the same names. */
export async function follow(page: Page, button: string, heading: string): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('heading', { name: heading }).waitFor()
}

/** What the browser returned to the application with. */
export async function returned(page: Page): Promise<Record<string, string>> {
  await page.waitForURL(/\/swagger-ui\/\?/)
  return Object.fromEntries(new URL(page.url()).searchParams)
}

/** Fills in the password form and sends it. */
export async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
