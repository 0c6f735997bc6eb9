import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { expect } from 'vitest'
import { demo, it, manage, tenantOf } from '../support/emulator.ts'
import { tokenManager } from '../support/resource-server.ts'
import { UnauthorizedException, UserProfileManager } from '../support/sdk.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

it('TokenManager gets the tokens of custom identity, and UserProfileManager the user’s profile', async ({
  emulator,
}) => {
  const tenant = tenantOf(emulator)
  const key = publicKey.export({ type: 'spki', format: 'pem' })
  await manage(tenant, 'PUT', '/config/idps/custom', { isActive: true, config: { publicKey: key } })
  const assertion = await new SignJWT({
    iss: 'my-provider',
    aud: new URL(tenant.oAuthServerUrl).hostname,
    exp: 9_999_999_999,
    sub: 'sample-unique-user-id',
    name: 'Custom User',
    email: 'customuser@example.com',
    scope: 'customScope1',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JOSE' })
    .sign(privateKey)
  const tokens = await tokenManager(tenant, demo.a).getCustomIdentityTokens(assertion, [
    'customScope2',
  ])
  expect(tokens).toEqual({
    accessToken: expect.any(String),
    identityToken: expect.any(String),
    tokenType: 'Bearer',
    expiresIn: 3600,
  })
  expect(`${decodeJwt(tokens.accessToken).scope}`).toMatch(
    / appid_authenticated customScope1 customScope2$/,
  )

  UserProfileManager.init({
    oauthServerUrl: tenant.oAuthServerUrl,
    profilesUrl: tenant.profilesUrl,
  })
  const info = await UserProfileManager.getUserInfo(tokens.accessToken, tokens.identityToken)
  expect(info).toMatchObject({ name: 'Custom User', email: 'customuser@example.com' })
  await expect(UserProfileManager.getUserInfo('rubbish')).rejects.toBeInstanceOf(
    UnauthorizedException,
  )
})

it('TokenManager fails where custom identity is not active', async ({ emulator }) => {
  const manager = tokenManager(tenantOf(emulator), demo.a)
  await expect(manager.getCustomIdentityTokens('x')).rejects.toThrow('Failed to obtain tokens')
})
