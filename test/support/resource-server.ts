import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import express from 'express'
import passport from 'passport'
import { expect } from 'vitest'
import { it as base, type HttpResponse, manage, send, type TenantData } from './emulator.ts'

import { APIStrategy, TokenManager } from './sdk.ts'

export { TokenManager }

export interface Client {
  readonly clientId: string
  readonly secret: string
}

/** Application A, which uses the SDK to get tokens. */
export function tokenManager(tenant: TenantData, { clientId, secret }: Client, issuer?: string) {
  return new TokenManager({
    tenantId: tenant.tenantId,
    clientId,
    secret,
    oauthServerUrl: tenant.oAuthServerUrl,
    ...(issuer !== undefined && { issuer }),
  })
}

export interface ApplicationB {
  /** Calls its protected resource, with or without a token. */
  readonly call: (token?: string) => Promise<HttpResponse>
}

/** What APIStrategy requires of a token. */
export interface Requirements {
  readonly audience?: string
  readonly scope?: string
}

export const it = base.extend<{
  /** Starts an application B of the tenant, and stops it after the test. */
  startB: (tenant: TenantData, required?: Requirements) => Promise<ApplicationB>
}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  startB: async ({}, use) => {
    const running: Server[] = []
    await use(async ({ oAuthServerUrl }, required = {}) => {
      const authenticator = new passport.Passport()
      authenticator.use(new APIStrategy({ oauthServerUrl: oAuthServerUrl }))
      const app = express()
      app.use(authenticator.initialize())
      app.get(
        '/api/protected',
        authenticator.authenticate(APIStrategy.STRATEGY_NAME, { session: false, ...required }),
        (request, response) => {
          response.json(request.appIdAuthorizationContext?.accessTokenPayload)
        },
      )
      const server = createServer({ keepAliveTimeout: 600_000 }, app).listen(0, 'localhost')
      running.push(server)
      await once(server, 'listening')
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      const url = `http://localhost:${address.port}/api/protected`
      return {
        call: (token) =>
          send(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
      }
    })
    for (const server of running) {
      server.close()
      server.closeAllConnections()
    }
  },
})

export async function register(tenant: TenantData, name: string): Promise<Client> {
  const { status, body } = await manage(tenant, 'POST', '/applications', { name })
  expect(status).toBe(200)
  return body
}

export function expectRefused({ status, headers, body }: HttpResponse, challenge: string): void {
  expect([status, headers.get('WWW-Authenticate'), body]).toEqual([401, challenge, 'Unauthorized'])
}
