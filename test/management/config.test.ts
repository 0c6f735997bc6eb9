import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { it, manage, tenantOf } from '../support/emulator.ts'

describe('config/tokens', () => {
  const defaults = {
    access: { expires_in: 3600 },
    refresh: { enabled: false, expires_in: 2592000 },
    anonymousAccess: { enabled: true, expires_in: 2592000 },
    accessTokenClaims: [],
    idTokenClaims: [],
  }

  it('has the documented defaults, to which everything left out falls back', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    expect(await manage(tenant, 'GET', '/config/tokens')).toMatchObject({
      status: 200,
      body: defaults,
    })
    const claim = { source: 'attributes', sourceClaim: 'attributes.uid' }
    const changes = [
      [
        { refresh: { enabled: true }, idTokenClaims: [claim] },
        { refresh: { enabled: true, expires_in: 2592000 }, idTokenClaims: [claim] },
      ],
      [
        { anonymousAccess: { enabled: false } },
        { anonymousAccess: { enabled: false, expires_in: 2592000 } },
      ],
      [{ refresh: { expires_in: 7200 } }, { refresh: { enabled: false, expires_in: 7200 } }],
      [{}, {}],
    ] as const
    for (const [sent, changed] of changes) {
      const put = await manage(tenant, 'PUT', '/config/tokens', sent)
      expect([put.status, put.body]).toEqual([200, { ...defaults, ...changed }])
      expect((await manage(tenant, 'GET', '/config/tokens')).body).toEqual(put.body)
    }
  })

  it.for([
    [
      'a lifetime below 300',
      { access: { expires_in: 299 } },
      'access.expires_in: must be at least 300 seconds',
    ],
    [
      'a lifetime above a day',
      { access: { expires_in: 86401 } },
      'access.expires_in: must be at most 86400 seconds',
    ],
    [
      'half a second',
      { access: { expires_in: 300.5 } },
      'access.expires_in: must be a whole number of seconds',
    ],
    [
      'a text',
      { access: { expires_in: '3600' } },
      'access.expires_in: must be a number, not a string',
    ],
    [
      'an unknown source',
      { accessTokenClaims: [{ source: 'x' }] },
      expect.stringMatching(/^accessTokenClaims\.0\.source: must be saml or cloud_directory or /),
    ],
    [
      'no sourceClaim',
      { accessTokenClaims: [{ source: 'saml' }] },
      'accessTokenClaims.0: sourceClaim is missing: only the source roles does without',
    ],
    [
      '101 claims',
      { idTokenClaims: Array(101).fill({ source: 'roles' }) },
      'idTokenClaims: must be at most 100 claims',
    ],
  ] as const)('refuses %s', async ([, body, message], { emulator }) => {
    const answer = await manage(tenantOf(emulator), 'PUT', '/config/tokens', body)
    expect([answer.status, answer.body]).toEqual([400, { message }])
  })
})

describe('the other documents', () => {
  const redirectURL = expect.stringMatching(
    /^http:\/\/localhost:\d+\/oauth\/v4\/[0-9a-f-]+\/callback\/(facebook|google)$/,
  )
  const cloudDirectory = {
    isActive: true,
    config: {
      selfServiceEnabled: false,
      signupEnabled: false,
      interactions: {
        identityConfirmation: { accessMode: 'OFF', methods: ['email'] },
        welcomeEnabled: true,
        resetPasswordEnabled: false,
        resetPasswordNotificationEnable: true,
      },
      identityField: 'userName',
    },
  }
  const social = { isActive: true, config: { idpId: 'id', secret: 'secret' } }
  const saml = {
    isActive: true,
    config: { entityID: 'e', signInUrl: 'https://idp', certificates: ['no certificate'] },
  }

  it.for([
    [
      'redirect_uris',
      { redirectUris: [] },
      { redirectUris: ['http://localhost/*', 'app://x'] },
      204,
      {},
    ],
    ['users_profile', { isActive: true }, { isActive: false }, 204, {}],
    ['capture_runtime_activity', { isActive: false }, { isActive: true }, 204, {}],
    ['idps/facebook', { isActive: false, redirectURL }, social, 200, { redirectURL }],
    ['idps/google', { isActive: false, redirectURL }, social, 200, { redirectURL }],
    ['idps/custom', { isActive: false }, { isActive: true, config: { publicKey: 'PEM' } }, 200, {}],
    ['idps/cloud_directory', expect.objectContaining({ isActive: true }), cloudDirectory, 200, {}],
    ['idps/saml', { isActive: false }, saml, 200, {}],
  ] as const)(
    '%s is stored and echoed, and survives a restart',
    async ([name, before, sent, status, added]) => {
      const folder = await mkdtemp(join(tmpdir(), 'config-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const data = join(folder, 'db.json')
      const first = await createEmulator({ data })
      const tenant = tenantOf(first)
      expect((await manage(tenant, 'GET', `/config/${name}`)).body).toEqual(before)
      const put = await manage(tenant, 'PUT', `/config/${name}`, { ...sent, unknown: 1 })
      expect(put.status).toBe(status)
      const validation = name === 'idps/saml' && {
        validation_data: {
          certificates: [{ certificate_index: 0, warning: 'this is no X.509 certificate' }],
        },
      }
      expect(put.body).toEqual(status === 204 ? '' : { ...sent, ...added, ...validation })
      expect((await manage(tenant, 'GET', `/config/${name}`)).body).toEqual({ ...sent, ...added })
      await first.close()
      const second = await createEmulator({ data })
      onTestFinished(() => second.close())
      expect((await manage(tenantOf(second), 'GET', `/config/${name}`)).body).toEqual({
        ...sent,
        ...added,
      })
    },
  )

  it.for([
    ['redirect_uris', {}, 'redirectUris: is missing'],
    [
      'redirect_uris',
      { redirectUris: ['localhost'] },
      'redirectUris.0: must be a URI with its scheme',
    ],
    ['users_profile', { isActive: 'yes' }, 'isActive: must be a boolean, not a string'],
    ['idps/facebook', { isActive: true, config: { idpId: 'x' } }, 'config.secret: is missing'],
    [
      'idps/cloud_directory',
      { isActive: true, config: {} },
      'config.selfServiceEnabled: is missing (and 1 more)',
    ],
    ['idps/saml', { isActive: true }, 'config is missing: an active SAML provider needs one'],
  ] as const)('%s refuses %o', async ([name, body, message], { emulator }) => {
    const answer = await manage(tenantOf(emulator), 'PUT', `/config/${name}`, body)
    expect([answer.status, answer.body]).toEqual([400, { message }])
  })
})
