/** Returns the URL at which a browser shows a tenant's mails. `base` is that of the emulator. */
export function mailsPage(base: string, tenantId: string): string {
  return `${base}/#/mails/${tenantId}`
}
