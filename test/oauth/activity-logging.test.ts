import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { demo, it, requestToken, sendJson, tenantOf, users } from '../support/emulator.ts'
import { ask, passwordOf } from '../support/tokens.ts'

const log = (tenant: Tenant, token: string, body: unknown) =>
  sendJson(`${tenant.oAuthServerUrl}/activity_logging`, 'POST', body, {
    Authorization: `Bearer ${token}`,
  })

describe('activity logging', () => {
  it('takes the sign-out of a user, as IBM’s Node SDK sends it, and ends no token', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: tokens } = await ask(tenant, passwordOf(users.ann))
    const body = { eventName: 'logout', id_token: tokens.id_token }
    for (let time = 0; time < 2; time += 1) {
      const answer = await log(tenant, tokens.access_token, body)
      expect([answer.status, answer.body]).toEqual([200, {}])
    }
    const { requests } = await tenant.requests.list()
    expect(requests.at(-1)).toMatchObject({
      tenantId: demo.tenantId,
      operation: 'oauth-server.activityLogging',
      sub: users.ann.profileId,
    })
    expect(JSON.stringify(requests)).not.toContain(tokens.id_token)
  })

  it('refuses the token of an application itself, and a body that is no JSON object', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: own } = await requestToken(tenant)
    const refused = await log(tenant, own.access_token, { eventName: 'logout' })
    expect([refused.status, refused.body.error]).toEqual([403, 'insufficient_scope'])
    const array = await log(tenant, own.access_token, [])
    expect([array.status, array.body]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'the body must be a JSON object, not an array',
      },
    ])
  })
})
