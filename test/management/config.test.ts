import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, type Tenant } from '../../src/index.ts'
import { demo, it, manage, requestToken, tenantOf, testing } from '../support/emulator.ts'

describe('config/tokens', () => {
  const defaults = {
    access: { expires_in: 3600 },
    refresh: { enabled: false, expires_in: 2592000 },
    anonymousAccess: { enabled: true, expires_in: 2592000 },
    accessTokenClaims: [],
    idTokenClaims: [],
  }

  it('has the documented defaults, which PUT restores for everything left out', async ({
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
      'a lifetime with a fraction',
      { access: { expires_in: 300.5 } },
      'access.expires_in: must be a whole number of seconds',
    ],
    [
      'a lifetime that is a string',
      { access: { expires_in: '3600' } },
      'access.expires_in: must be a number, not a string',
    ],
    [
      'an unknown source',
      { accessTokenClaims: [{ source: 'x' }] },
      expect.stringMatching(/^accessTokenClaims\.0\.source: must be saml or cloud_directory or /),
    ],
    [
      'a missing sourceClaim',
      { accessTokenClaims: [{ source: 'saml' }] },
      'accessTokenClaims.0: sourceClaim is missing: it is required unless source is roles',
    ],
    [
      '101 claims',
      { idTokenClaims: Array(101).fill({ source: 'roles' }) },
      'idTokenClaims: must have at most 100 claims',
    ],
  ] as const)('refuses %s', async ([, body, message], { emulator }) => {
    const response = await manage(tenantOf(emulator), 'PUT', '/config/tokens', body)
    expect([response.status, response.body]).toEqual([400, { message }])
  })
})

describe('the other configuration documents', () => {
  it('ui/theme_text restores the default of a text that PUT leaves out', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const texts = { tabTitle: 'Shop', footnote: 'Ours' }
    await manage(tenant, 'PUT', '/config/ui/theme_text', texts)
    await manage(tenant, 'PUT', '/config/ui/theme_text', { tabTitle: 'Shop' })
    expect((await manage(tenant, 'GET', '/config/ui/theme_text')).body).toEqual({
      tabTitle: 'Shop',
      footnote: 'Powered by App ID',
    })
  })

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
    [
      'ui/theme_text',
      { tabTitle: 'Login', footnote: 'Powered by App ID' },
      { tabTitle: '', footnote: '' },
      204,
      {},
    ],
    ['ui/theme_color', { headerColor: '#EEF2F5' }, { headerColor: 'navy' }, 204, {}],
    ['ui/languages', { languages: ['en'] }, { languages: ['es-ES', 'fr', 'en'] }, 204, {}],
    [
      'cloud_directory/sender_details',
      {
        senderDetails: {
          from: { name: 'no-reply', email: 'no-reply@appid.example' },
          linkExpirationSec: 86400,
        },
      },
      {
        senderDetails: {
          from: { name: '', email: 'a@b.example' },
          reply_to: { name: 'Us', email: 'c@d.example' },
          linkExpirationSec: 60,
        },
      },
      204,
      {},
    ],
    [
      'cloud_directory/email_dispatcher',
      { provider: 'appid' },
      {
        provider: 'custom',
        sendgrid: { apiKey: 'key' },
        custom: {
          url: 'https://mail.example',
          authorization: { type: 'basic', username: 'me', password: 'secret', value: '' },
        },
      },
      200,
      {},
    ],
    ['cloud_directory/mfa', { isActive: false }, { isActive: true }, 200, {}],
    [
      'cloud_directory/sso',
      { isActive: false, inactivityTimeoutSeconds: 86400, logoutRedirectUris: [] },
      { isActive: true, inactivityTimeoutSeconds: 604800, logoutRedirectUris: ['app://out'] },
      201,
      {},
    ],
    [
      'cloud_directory/rate_limit',
      { signUpLimitPerMinute: 50, signInLimitPerMinute: 60 },
      { signUpLimitPerMinute: 1, signInLimitPerMinute: 200 },
      201,
      {},
    ],
    [
      'cloud_directory/action_url/on_user_verified',
      { actionUrl: '' },
      { actionUrl: 'https://example.com/?verified' },
      200,
      {},
    ],
    [
      'cloud_directory/mfa/extensions/postmfa',
      { isActive: false },
      { isActive: true, config: { url: 'https://example.com', headers: { 'X-Key': 'k' } } },
      200,
      {},
    ],
  ] as const)(
    '%s is stored and echoed, and survives a restart',
    async ([name, before, sent, status, added]) => {
      const folder = await mkdtemp(join(tmpdir(), 'config-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const data = join(folder, 'db.json')
      const first = await createEmulator({ data })
      onTestFinished(() => first.close())
      const tenant = tenantOf(first, testing.tenantId)
      expect((await manage(tenant, 'GET', `/config/${name}`)).body).toEqual(before)
      const put = await manage(tenant, 'PUT', `/config/${name}`, { ...sent, unknown: 1 })
      expect(put.status).toBe(status)
      const validation = name === 'idps/saml' && {
        validation_data: {
          certificates: [{ certificate_index: 0, warning: 'this is not an X.509 certificate' }],
        },
      }
      expect(put.body).toEqual(status === 204 ? '' : { ...sent, ...added, ...validation })
      expect((await manage(tenant, 'GET', `/config/${name}`)).body).toEqual({ ...sent, ...added })
      await first.close()
      const second = await createEmulator({ data })
      onTestFinished(() => second.close())
      const later = tenantOf(second, testing.tenantId)
      expect((await manage(later, 'GET', `/config/${name}`)).body).toEqual({
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
      'redirectUris.0: must be a URI with its scheme, such as http://localhost',
    ],
    ['users_profile', { isActive: 'yes' }, 'isActive: must be a boolean, not a string'],
    ['idps/facebook', { isActive: true, config: { idpId: 'x' } }, 'config.secret: is missing'],
    [
      'idps/cloud_directory',
      { isActive: true, config: {} },
      'config.selfServiceEnabled: is missing; config.interactions: is missing',
    ],
    ['idps/saml', { isActive: true }, 'config is missing: an active SAML provider needs it'],
    ['ui/theme_text', { tabTitle: 5 }, 'tabTitle: must be a string, not a number'],
    [
      'ui/theme_color',
      { headerColor: 'red;}' },
      'headerColor: must be a color, such as #EEF2F5 or navy',
    ],
    [
      'ui/languages',
      { languages: ['en', 'english language'] },
      'languages.1: must be a language, such as en or es-ES',
    ],
    [
      'cloud_directory/sender_details',
      { senderDetails: { from: { name: 'x' }, linkExpirationSec: 0 } },
      'senderDetails.from.email: is missing; senderDetails.linkExpirationSec: must be at least 1 second',
    ],
    [
      'cloud_directory/email_dispatcher',
      { provider: 'sendgrid' },
      'sendgrid is missing: the provider sendgrid needs it',
    ],
    [
      'cloud_directory/email_dispatcher',
      { provider: 'custom' },
      'custom is missing: the provider custom needs it',
    ],
    [
      'cloud_directory/email_dispatcher',
      { provider: 'smtp' },
      'provider: must be appid or sendgrid or custom',
    ],
    ['cloud_directory/mfa', {}, 'isActive: is missing'],
    [
      'cloud_directory/sso',
      { isActive: true, inactivityTimeoutSeconds: 604801, logoutRedirectUris: ['x'] },
      'inactivityTimeoutSeconds: must be a whole number from 1 to 604800; logoutRedirectUris.0: must be a URI with its scheme',
    ],
    [
      'cloud_directory/rate_limit',
      { signUpLimitPerMinute: 0 },
      'signUpLimitPerMinute: must be a whole number of at least 1; signInLimitPerMinute: is missing',
    ],
    [
      'cloud_directory/action_url/on_reset_password',
      { actionUrl: 'example' },
      'actionUrl: must be a URI with its scheme, or empty',
    ],
    ['cloud_directory/templates/WELCOME/en', { html_body: 'x' }, 'subject: is missing'],
    [
      'cloud_directory/mfa/channels/nexmo',
      { isActive: true, config: { key: 'k', from: '+1' } },
      'config.secret: is missing',
    ],
    [
      'cloud_directory/mfa/extensions/premfa',
      { isActive: true, config: { headers: { a: 1 } } },
      'config.headers.a: must be a string, not a number',
    ],
  ] as const)('%s refuses %o', async ([name, body, message], { emulator }) => {
    const response = await manage(tenantOf(emulator), 'PUT', `/config/${name}`, body)
    expect([response.status, response.body]).toEqual([400, { message }])
  })
})

describe('a URI without a scheme', () => {
  const places = [
    ['redirect_uris', (uri: string) => ({ redirectUris: [uri] }), 'redirectUris.0', '', 204],
    [
      'cloud_directory/sso',
      (uri: string) => ({
        isActive: true,
        inactivityTimeoutSeconds: 60,
        logoutRedirectUris: ['app://out', uri],
      }),
      'logoutRedirectUris.1',
      '',
      201,
    ],
    [
      'cloud_directory/action_url/on_user_verified',
      (actionUrl: string) => ({ actionUrl }),
      'actionUrl',
      ', or empty',
      200,
    ],
    [
      'cloud_directory/email_dispatcher',
      (url: string) => ({ provider: 'custom', custom: { url, authorization: { type: 'none' } } }),
      'custom.url',
      '',
      200,
    ],
  ] as const

  it.for(places)(
    'is refused wherever one is taken, with the one that was meant: %s',
    async ([name, bodyWith, place, otherwise, ok], { emulator }) => {
      const put = (uri: string) =>
        manage(tenantOf(emulator), 'PUT', `/config/${name}`, bodyWith(uri))
      for (const [uri, meant] of [
        ['localhost:3000', 'http://localhost:3000'],
        ['localhost:3000/*', 'http://localhost:3000/*'],
        ['LOCALHOST:8080/cb', 'http://LOCALHOST:8080/cb'],
        ['web-app:80/cb', 'http://web-app:80/cb'],
        ['my_app:80/cb', 'http://my_app:80/cb'],
        ['127.0.0.1:3000/cb', 'http://127.0.0.1:3000/cb'],
        ['[::1]:3000/cb', 'http://[::1]:3000/cb'],
        ['app.example.com:443/cb', 'https://app.example.com:443/cb'],
        ['app.example.com/cb', 'https://app.example.com/cb'],
        ['localhost:3000?secret=x', undefined],
        ['localhost:3000#secret', undefined],
        ['//localhost/cb', undefined],
        // Whatever may be a secret or a token is not repeated.
        [demo.a.secret, undefined],
        [`${demo.a.secret}/cb`, undefined],
        [`eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.${'x'.repeat(342)}`, undefined],
        [`0a1b2c3d.${'x'.repeat(200)}`, undefined],
      ]) {
        const { status, body } = await put(`${uri}`)
        const example = meant === undefined ? '' : `, such as ${meant}`
        const message = `${place}: must be a URI with its scheme${example}${otherwise}`
        expect([uri, status, body]).toEqual([uri, 400, { message }])
      }
      for (const uri of [
        'http://localhost:3000/*',
        'myapp://cb',
        'myapp://host:3000/cb',
        'com.example.app:/cb',
        'com.example.app:cb',
        'urn:ietf:wg:oauth:2.0:oob',
        'x-app+y.2:/3000',
      ])
        expect([uri, (await put(uri)).status]).toEqual([uri, ok])
    },
  )
})

describe('the certificates of a SAML provider', () => {
  /** The certificate of idp.example, valid until 2036-11-22T02:01:43Z. */
  const base64 = [
    'MIIBgDCCASegAwIBAgIUJj6O3PO+c6/QP9b4ejN9jujiabowCgYIKoZIzj0EAwIw',
    'FjEUMBIGA1UEAwwLaWRwLmV4YW1wbGUwHhcNMjYxMTI1MDIwMTQzWhcNMzYxMTIy',
    'MDIwMTQzWjAWMRQwEgYDVQQDDAtpZHAuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG',
    'SM49AwEHA0IABDN36pHtvsqgu7N5yOL/mQshyRgt6QEhUphJnVLi6FABXAsW9kBB',
    'zHnlLRVRSSn3rBta0Q4OLEg7q/wUHG6EGHCjUzBRMB0GA1UdDgQWBBS6j/t3v5o4',
    '0kB0L4iowVW/O3TIvTAfBgNVHSMEGDAWgBS6j/t3v5o40kB0L4iowVW/O3TIvTAP',
    'BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCID+d0U4SiQANFhmd7RTV',
    'aouq139SDKt9d1tzdNrq9xMaAiBZcZkkRiHIUCXjyQmH1mSSOTIv1C3usThIYYnL',
    'O45/6g==',
  ]
  const pem = ['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----']
  const expiration_timestamp = Date.UTC(2036, 10, 22, 2, 1, 43) / 1000
  const validate = async (tenant: Tenant, certificates: readonly string[]) => {
    const config = { entityID: 'e', signInUrl: 'https://idp', certificates }
    const document = { isActive: true, config }
    const { status, body } = await manage(tenant, 'PUT', '/config/idps/saml', document)
    expect(status).toBe(200)
    const { validation_data, ...echo } = body
    expect(echo).toEqual(document)
    return validation_data.certificates
  }

  it('are accepted as PEM or bare base64, with any white space around lines', async ({
    emulator,
  }) => {
    const spellings = [
      pem.join('\n'),
      `${pem.join('\n')}\n`,
      ` \n${pem.join('\n')}\n \n`,
      `${pem.join('\r\n')}\r\n`,
      pem.map((line) => `    ${line}  `).join('\n'),
      `${pem.join('\n')}\n${pem.join('\n')}\n`,
      base64.join(''),
      ` ${base64.join('')}\n`,
      `${base64.join('\r\n')}\r\n`,
    ]
    expect(await validate(tenantOf(emulator), spellings)).toEqual(
      spellings.map((_, certificate_index) => ({ certificate_index, expiration_timestamp })),
    )
  })

  it('have expired from their last second on, by the tenant’s clock', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const at = async (now: number) => {
      await emulator.tenant(tenant.tenantId).clock.set({ now, frozen: true })
      return validate(tenant, [pem.join('\n')])
    }
    const valid = { certificate_index: 0, expiration_timestamp }
    expect(await at(expiration_timestamp - 1)).toEqual([valid])
    expect(await at(expiration_timestamp)).toEqual([
      { ...valid, warning: 'this certificate has expired' },
    ])
  })

  it('that are invalid are stored, with a warning', async ({ emulator }) => {
    const broken = ['AAAA', base64.join('').slice(0, 100), 'äöü']
    expect(await validate(tenantOf(emulator), broken)).toEqual(
      broken.map((_, certificate_index) => ({
        certificate_index,
        warning: 'this is not an X.509 certificate',
      })),
    )
  })
})

describe('an optional string that is empty, as Terraform sends unset values', () => {
  it('is treated as missing in a mapping: roles are mapped to the claim roles', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const { body: role } = await manage(tenant, 'POST', '/roles', { name: 'reader', access: [] })
    const roles = { roles: { ids: [role.id] } }
    await manage(tenant, 'PUT', `/applications/${demo.a.clientId}/roles`, roles)
    const accessTokenClaims = [
      { source: 'roles', sourceClaim: '', destinationClaim: '' },
      { source: 'roles', destinationClaim: 'mine' },
      { source: 'roles', sourceClaim: 'theirs', destinationClaim: '' },
    ]
    const put = await manage(tenant, 'PUT', '/config/tokens', { accessTokenClaims })
    expect(put.body).toMatchObject({ accessTokenClaims })
    expect((await manage(tenant, 'GET', '/config/tokens')).body).toEqual(put.body)
    const claims = decodeJwt((await requestToken(tenant)).body.access_token)
    expect(claims).toMatchObject({ roles: ['reader'], mine: ['reader'], theirs: ['reader'] })
    expect(Object.keys(claims)).not.toContain('')
  })

  it('is refused where a value is required', async ({ emulator }) => {
    const body = { idTokenClaims: [{ source: 'saml', sourceClaim: '' }] }
    const response = await manage(tenantOf(emulator), 'PUT', '/config/tokens', body)
    expect([response.status, response.body]).toEqual([
      400,
      { message: 'idTokenClaims.0: sourceClaim is missing: it is required unless source is roles' },
    ])
  })

  it.for([
    [
      'idps/saml',
      {
        isActive: true,
        config: {
          entityID: 'e',
          signInUrl: 'https://idp',
          certificates: ['x'],
          displayName: '',
          authnContext: { class: [], comparison: '' },
        },
      },
    ],
    ['idps/custom', { isActive: false, config: { publicKey: '' } }],
    [
      'idps/cloud_directory',
      {
        isActive: true,
        config: {
          selfServiceEnabled: true,
          interactions: {
            identityConfirmation: { accessMode: 'OFF', methods: [] },
            welcomeEnabled: true,
            resetPasswordEnabled: true,
            resetPasswordNotificationEnable: true,
          },
          identityField: '',
        },
      },
    ],
  ] as const)('is echoed by %s', async ([name, document], { emulator }) => {
    const tenant = tenantOf(emulator)
    expect((await manage(tenant, 'PUT', `/config/${name}`, document)).status).toBe(200)
    expect((await manage(tenant, 'GET', `/config/${name}`)).body).toEqual(document)
  })

  it('is not among the valid values that an error lists', async ({ emulator }) => {
    const config = {
      entityID: 'e',
      signInUrl: 'https://idp',
      certificates: ['x'],
      authnContext: { comparison: 'best' },
    }
    const { body } = await manage(tenantOf(emulator), 'PUT', '/config/idps/saml', {
      isActive: true,
      config,
    })
    expect(body).toEqual({
      message: 'config.authnContext.comparison: must be exact or maximum or minimum or better',
    })
  })
})

describe('a list that is null, as Go encodes a nil slice', () => {
  it.for([
    ['redirect_uris', { redirectUris: null }, { redirectUris: [] }],
    [
      'tokens',
      { accessTokenClaims: null, idTokenClaims: null },
      { accessTokenClaims: [], idTokenClaims: [] },
    ],
  ] as const)('is empty in %s', async ([name, document, stored], { emulator }) => {
    const tenant = tenantOf(emulator)
    expect((await manage(tenant, 'PUT', `/config/${name}`, document)).status).toBeLessThan(300)
    expect((await manage(tenant, 'GET', `/config/${name}`)).body).toMatchObject(stored)
  })

  it('is empty in a SAML provider’s context, but refused for its certificates', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const config = { entityID: 'e', signInUrl: 'https://idp', certificates: ['x'] }
    const { body } = await manage(tenant, 'PUT', '/config/idps/saml', {
      isActive: true,
      config: { ...config, authnContext: { class: null, comparison: 'exact' } },
    })
    expect(body.config.authnContext).toEqual({ class: [], comparison: 'exact' })
    const missing = await manage(tenant, 'PUT', '/config/idps/saml', {
      isActive: true,
      config: { ...config, certificates: null },
    })
    expect(missing.body).toEqual({
      message: 'config.certificates: must be an array, not null',
    })
  })
})
