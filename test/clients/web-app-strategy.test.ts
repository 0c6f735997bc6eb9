import { decodeJwt } from 'jose'
import { describe, expect } from 'vitest'
import { it } from '../support/browserless.ts'
import { demo, tenantOf, users } from '../support/emulator.ts'
import { enableRefresh, userScope } from '../support/tokens.ts'

const form = ({ email, password }: { email: string; password: string }) => ({
  username: email,
  password,
})

describe('WebAppStrategy with a form of the application’s own', () => {
  it.for(['0.5', '0.7'] as const)(
    'signs a user in, with passport %s',
    async (version, { emulator, browsed }) => {
      const tenant = tenantOf(emulator)
      const browse = await browsed(tenant, version)
      const { status, body } = await browse('POST', '/rop', form(users.ed))
      expect([status, body.user]).toEqual([
        200,
        {
          iss: tenant.issuer,
          aud: [demo.a.clientId],
          exp: body.user.iat + 3600,
          tenant: demo.tenantId,
          iat: expect.any(Number),
          email: 'ed@example.com',
          name: 'Ed Editor',
          sub: users.ed.profileId,
          email_verified: true,
          given_name: 'Ed',
          family_name: 'Editor',
          identities: [{ provider: 'cloud_directory', id: users.ed.id }],
          amr: ['cloud_directory'],
          // The SDK adds the version, which is in the header.
          ver: 4,
        },
      ])
      const { body: context } = await browse('GET', '/context')
      expect(context.accessTokenPayload.scope).toBe(`${userScope} articles.write`)
      const hasScope = async (scope: string) =>
        (await browse('GET', `/has-scope?scope=${encodeURIComponent(scope)}`)).body
      expect(await hasScope('articles.write appid_authenticated')).toBe(true)
      expect(await hasScope('articles.delete')).toBe(false)
      expect((await browse('GET', '/protected')).body).toEqual(body.user)
    },
  )

  it('tells the application why it refuses a user, in App ID’s words', async ({
    emulator,
    browsed,
  }) => {
    const browse = await browsed(tenantOf(emulator))
    const wrong = await browse('POST', '/rop', { ...form(users.ann), password: 'wrong' })
    expect([wrong.status, wrong.body.failure]).toEqual([
      401,
      {
        message: 'The email or password that you entered is incorrect.',
        code: 'invalid_grant',
        statusCode: 400,
      },
    ])
    const pending = await browse('POST', '/rop', form(users.pat))
    expect([pending.status, pending.body.failure]).toEqual([
      401,
      { message: 'Pending User Verification', code: 'forbidden', statusCode: 403 },
    ])
  })

  it('refreshes the tokens, and may use the first refresh token again', async ({
    emulator,
    browsed,
  }) => {
    const tenant = tenantOf(emulator)
    await enableRefresh(tenant)
    const browse = await browsed(tenant)
    await browse('POST', '/rop', form(users.ann))
    const { body: first } = await browse('GET', '/context')
    const { body: second } = await browse('POST', '/refresh')
    expect(second.refreshToken).toEqual(expect.any(String))
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(decodeJwt(second.identityToken).sub).toBe(users.ann.profileId)
    const again = await browse('POST', `/refresh?token=${encodeURIComponent(first.refreshToken)}`)
    expect(again.status).toBe(200)
    const refused = await browse('POST', '/refresh?token=x')
    expect([refused.status, refused.body.failure]).toEqual([
      401,
      { message: 'Invalid refresh token', code: 'invalid_grant', statusCode: 400 },
    ])
  })
})
