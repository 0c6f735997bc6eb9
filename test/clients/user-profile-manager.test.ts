import { expect } from 'vitest'
import { it, tenantOf, users } from '../support/emulator.ts'
import { UnauthorizedException, UserProfileManager } from '../support/sdk.ts'
import { ask, passwordOf } from '../support/tokens.ts'

it('UserProfileManager sets, reads and deletes a user’s attributes', async ({ emulator }) => {
  const tenant = tenantOf(emulator)
  const { body } = await ask(tenant, passwordOf(users.ann))
  const token: string = body.access_token
  UserProfileManager.init({
    oauthServerUrl: tenant.oAuthServerUrl,
    profilesUrl: tenant.profilesUrl,
  })
  expect(await UserProfileManager.getAllAttributes(token)).toEqual({})
  for (const value of ['blue', '7', '{"a":1}', 'true', ''])
    expect(await UserProfileManager.setAttribute(token, 'color', value)).toEqual({ color: value })
  expect(await UserProfileManager.setAttribute(token, 'size', 'L')).toEqual({ size: 'L' })
  expect(await UserProfileManager.getAttribute(token, 'size')).toEqual({ size: 'L' })
  expect(await UserProfileManager.getAllAttributes(token)).toEqual({ color: '', size: 'L' })
  expect(await UserProfileManager.deleteAttribute(token, 'color')).toBeNull()
  await expect(UserProfileManager.getAttribute(token, 'color')).rejects.toThrow('Not found')
  await expect(UserProfileManager.deleteAttribute(token, 'color')).rejects.toThrow('Not found')
  for (const bad of ['x', body.id_token])
    await expect(UserProfileManager.getAllAttributes(bad)).rejects.toBeInstanceOf(
      UnauthorizedException,
    )
})
