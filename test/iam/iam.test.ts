import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect } from 'vitest'
import { demo, it, manage, requestToken, send, tenantOf } from '../support/emulator.ts'

const grant = 'urn:ibm:params:oauth:grant-type:apikey'

function iamToken(url: string, parameters: Record<string, string>, path = '/identity/token') {
  return send(`${url}${path}`, { method: 'POST', body: new URLSearchParams(parameters) })
}

describe('POST /identity/token', () => {
  it('responds like IAM, with a token that has IAM’s claims and verifies with its keys', async ({
    start,
  }) => {
    const now = Date.parse('2030-01-01T00:00:00Z')
    const emulator = await start({ now: () => now })
    const { status, headers, body } = await iamToken(emulator.url, {
      grant_type: grant,
      apikey: 'any',
    })
    const iat = now / 1000
    expect(status).toBe(200)
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: 'not_supported',
      token_type: 'Bearer',
      expires_in: 3600,
      expiration: iat + 3600,
      scope: 'ibm openid',
    })
    const keys = createRemoteJWKSet(new URL(`${emulator.url}/identity/keys`))
    const { payload } = await jwtVerify(body.access_token, keys, { currentDate: new Date(now) })
    expect(Object.keys(payload)).toEqual(
      'iam_id id realmid identifier sub account iat exp iss grant_type scope client_id acr amr'.split(
        ' ',
      ),
    )
    expect(payload).toMatchObject({
      iat,
      exp: iat + 3600,
      iss: 'https://iam.cloud.ibm.com/identity',
      grant_type: grant,
      account: { bss: expect.any(String) },
    })
    expect(decodeProtectedHeader(body.access_token)).toEqual({
      kid: '20300101-00:00:00',
      alg: 'RS256',
    })
    expect(
      (await iamToken(emulator.url, { grant_type: grant, apikey: 'any' }, '/oidc/token')).status,
    ).toBe(200)
  })

  it('accepts only the API keys of the fixture, if it lists any', async ({ start }) => {
    const emulator = await start({ seed: { version: 1, iam: { apiKeys: ['right'] }, tenants: {} } })
    expect((await iamToken(emulator.url, { grant_type: grant, apikey: 'right' })).status).toBe(200)
    for (const apikey of ['wrong', 'r', 'righ', 'right1', 'Right', 'right ', 'thgir']) {
      const { status, body } = await iamToken(emulator.url, { grant_type: grant, apikey })
      expect([apikey, status, body]).toEqual([
        apikey,
        400,
        {
          errorCode: 'BXNIM0415E',
          errorMessage: 'Provided API key could not be found.',
          context: { requestId: expect.any(String), url: `${emulator.url}/identity/token` },
        },
      ])
    }
  })

  it('accepts parameters in the query, the form or both, as existing scripts send them', async ({
    start,
  }) => {
    const { url } = await start({ seed: { version: 1, iam: { apiKeys: ['right'] }, tenants: {} } })
    const inQuery = (path: string, query: Record<string, string>, body?: URLSearchParams) =>
      send(`${url}${path}?${new URLSearchParams(query)}`, { method: 'POST', body: body ?? null })
    const all = { grant_type: grant, apikey: 'right' }
    const statuses = [
      await inQuery('/oidc/token', all),
      await inQuery('/identity/token', all),
      await inQuery(
        '/identity/token',
        { grant_type: grant },
        new URLSearchParams({ apikey: 'right' }),
      ),
      await inQuery('/identity/token', all, new URLSearchParams(all)),
      await inQuery('/identity/token', { ...all, grant_type: '' }, new URLSearchParams(all)),
    ].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200, 200, 200])
    const { status, body } = await inQuery('/oidc/token', all, new URLSearchParams({ apikey: 'x' }))
    expect([status, body.errorMessage]).toEqual([400, 'apikey is given more than once'])
  })

  it('never logs or returns an API key from the query', async ({ start }) => {
    const lines: string[] = []
    const emulator = await start({
      seed: { version: 1, iam: { apiKeys: ['right'] }, tenants: {} },
      log: (event) => lines.push(JSON.stringify(event)),
    })
    const paths = ['/oidc/token', '/identity/token', '/identity/nowhere', '/identity/keys']
    for (const path of paths)
      for (const method of ['POST', 'GET']) {
        const query = `grant_type=${encodeURIComponent(grant)}&apikey=my-wrong-key`
        const { body } = await send(`${emulator.url}${path}?${query}`, { method })
        lines.push(JSON.stringify(body))
        if (body.context !== undefined) expect(body.context.url).toBe(`${emulator.url}${path}`)
      }
    lines.push(JSON.stringify(await emulator.requests.list()))
    expect(lines.join()).not.toContain('my-wrong-key')
  })

  it.for([
    ['a missing key', { grant_type: grant }, 400, 'Property missing or empty: apikey'],
    ['a missing grant', { apikey: 'x' }, 400, 'Property missing or empty: grant_type'],
    [
      'an unknown grant',
      { grant_type: 'password', apikey: 'x' },
      400,
      `grant_type: only ${grant} is emulated`,
    ],
  ] as const)('refuses %s', async ([, parameters, status, errorMessage], { emulator }) => {
    const response = await iamToken(emulator.url, parameters)
    expect([response.status, response.body]).toEqual([
      status,
      { errorCode: 'BXNIM0109E', errorMessage, context: expect.any(Object) },
    ])
  })

  it('refuses other methods and paths in IAM’s format', async ({ emulator }) => {
    const refused = await send(`${emulator.url}/identity/token`)
    expect([refused.status, refused.headers.get('Allow'), refused.body.errorCode]).toEqual([
      405,
      'POST',
      'BXNIM0405E',
    ])
    const lost = await send(`${emulator.url}/identity/nowhere`)
    expect([lost.status, lost.body.errorCode]).toEqual([404, 'BXNIM0404E'])
  })
})

describe('--strict-iam', () => {
  it('makes the management API accept only unexpired tokens from the emulator’s own IAM', async ({
    start,
  }) => {
    let now = Date.parse('2030-01-01T00:00:00Z')
    const emulator = await start({ strictIam: true, now: () => now })
    const tenant = tenantOf(emulator)
    const list = async (token: string) =>
      send(`${tenant.managementUrl}/applications`, {
        headers: { Authorization: `Bearer ${token}` },
      })
    const message =
      'the token was not issued by POST /identity/token or has expired: get a new one there'
    const { body } = await iamToken(emulator.url, { grant_type: grant, apikey: 'any' })
    const { body: other } = await iamToken((await start()).url, {
      grant_type: grant,
      apikey: 'any',
    })
    const { body: tenantToken } = await requestToken(tenant, demo.a)
    expect((await manage(tenant, 'GET', '/applications')).status).toBe(401)
    for (const wrong of [other.access_token, tenantToken.access_token, `${body.access_token}x`]) {
      const refused = await list(wrong)
      expect([refused.status, refused.body]).toEqual([401, { message }])
    }
    now += 3599_000
    expect((await list(body.access_token)).status).toBe(200)
    await emulator.reset()
    expect((await list(body.access_token)).status).toBe(200)
    now += 1000
    expect((await list(body.access_token)).status).toBe(401)
  })
})
