import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'

const folder = mkdtempSync(join(tmpdir(), 'appid-emulator-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

// One key pair is enough for all tenants, because their kids differ.
const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
const keyPair = await exportJWK(privateKey)

/**
 * Makes a store with that many tenants, and that many applications in each: as a fixture, and as a file that can be
 * a seed or a data file.
 */
export function createStore(tenants, applications) {
  const fixture = {
    version: 1,
    tenants: Object.fromEntries(
      Array.from({ length: tenants }, () => {
        const tenantId = randomUUID()
        return [tenantId, createTenant(tenantId, applications)]
      }),
    ),
  }
  return inFile(fixture)
}

function inFile(fixture) {
  const file = join(folder, `${randomUUID()}.json`)
  writeFileSync(file, JSON.stringify(fixture))
  return { fixture, file, tenantIds: Object.keys(fixture.tenants) }
}

/** The redirect URI of the applications. */
export const redirectUri = 'http://localhost:3000/callback'

/** Makes a store with one application and that many users, each with the password `p`. */
export function createUsers(count) {
  const tenantId = randomUUID()
  const users = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    profileId: randomUUID(),
    email: `user${index}@example.com`,
    password: 'p',
    givenName: 'User',
    familyName: `${index}`,
  }))
  const config = { redirect_uris: { redirectUris: [redirectUri] } }
  return inFile({
    version: 1,
    tenants: { [tenantId]: { ...createTenant(tenantId, 1), config, users } },
  })
}

function createTenant(tenantId, applications) {
  return {
    applications: Array.from({ length: applications }, (_, index) => ({
      clientId: randomUUID(),
      secret: Buffer.from(randomUUID()).toString('base64'),
      name: `application ${index}`,
      type: 'regularwebapp',
    })),
    signingKeys: [{ kid: `appId-${tenantId}-2020-01-01T00:00:00.000`, ...keyPair }],
  }
}
