import { describe, expect } from 'vitest'
import { passwordProblem } from '../../src/model/config/passwords.ts'
import { it, manage, tenantOf } from '../support/emulator.ts'

describe('config/cloud_directory/password_regex', () => {
  const path = '/config/cloud_directory/password_regex'
  const regex = '^(?=.*[äöü]).{8,}$'
  const base64_encoded_regex = Buffer.from(regex).toString('base64')

  it('is empty, takes the regular expression in either spelling, and returns both', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const changes = [
      [{ regex }, { regex, base64_encoded_regex }],
      [
        { base64_encoded_regex, error_message: 'Add an umlaut' },
        { regex, base64_encoded_regex, error_message: 'Add an umlaut' },
      ],
      [
        { regex, base64_encoded_regex, error_message: '' },
        { regex, base64_encoded_regex, error_message: '' },
      ],
      [{ base64_encoded_regex: '' }, { regex: '', base64_encoded_regex: '' }],
      [{ error_message: 'x' }, { error_message: 'x' }],
      [{}, {}],
    ] as const
    expect(await manage(tenant, 'GET', path)).toMatchObject({ status: 200, body: {} })
    for (const [sent, kept] of changes) {
      const put = await manage(tenant, 'PUT', path, sent)
      expect([put.status, put.body]).toEqual([200, kept])
      expect((await manage(tenant, 'GET', path)).body).toEqual(kept)
    }
  })

  it.for([
    [{ regex: '(unclosed' }, 'regex: is not a regular expression: check its brackets and escapes'],
    [
      { base64_encoded_regex: Buffer.from('[a').toString('base64') },
      'base64_encoded_regex: is not the base64 of a regular expression: check its brackets and escapes',
    ],
    [
      { base64_encoded_regex: '^.{8,}$' },
      'base64_encoded_regex: must be UTF-8 text in standard base64',
    ],
    [
      { regex: 'a', base64_encoded_regex },
      'regex and base64_encoded_regex are different: send only one of them',
    ],
  ] as const)('refuses %o', async ([sent, message], { emulator }) => {
    const { status, body } = await manage(tenantOf(emulator), 'PUT', path, sent)
    expect([status, body]).toEqual([400, { message }])
    expect((await manage(tenantOf(emulator), 'GET', path)).body).toEqual({})
  })
})

describe('a password', () => {
  it('must match the regular expression, or is refused with the tenant’s message', () => {
    const standard = "The password doesn't meet the strength requirements."
    for (const [config, expected] of [
      [{}, undefined],
      [{ regex: '' }, undefined],
      [{ regex: '^.{3,}$' }, undefined],
      [{ regex: '^.{4,}$' }, standard],
      [{ regex: '^.{4,}$', error_message: '' }, standard],
      [{ regex: '^.{4,}$', error_message: 'Too short' }, 'Too short'],
    ] as const)
      expect(passwordProblem(config, 'abc')).toBe(expected)
  })
})

describe('config/cloud_directory/advanced_password_management', () => {
  const path = '/config/cloud_directory/advanced_password_management'
  const policies = {
    enabled: true,
    passwordReuse: { enabled: true, config: { maxPasswordReuse: 1 } },
    preventPasswordWithUsername: { enabled: true },
    passwordExpiration: { enabled: true, config: { daysToExpire: 90 } },
    lockOutPolicy: { enabled: true, config: { lockOutTimeSec: 60, numOfAttempts: 10 } },
    minPasswordChangeInterval: { enabled: true, config: { minHoursToChangePassword: 720 } },
  }

  it('is off, and echoes what it is sent, also limits of a policy that is off', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    expect((await manage(tenant, 'GET', path)).body).toEqual({
      advancedPasswordManagement: {
        enabled: false,
        passwordReuse: { enabled: false, config: { maxPasswordReuse: 8 } },
        preventPasswordWithUsername: { enabled: false },
        passwordExpiration: { enabled: false, config: { daysToExpire: 30 } },
        lockOutPolicy: { enabled: false, config: { lockOutTimeSec: 1800, numOfAttempts: 3 } },
        minPasswordChangeInterval: { enabled: false, config: { minHoursToChangePassword: 0 } },
      },
    })
    const { minPasswordChangeInterval: _, ...required } = policies
    for (const sent of [
      policies,
      { ...policies, passwordReuse: { enabled: false, config: { maxPasswordReuse: 3 } } },
      { ...required, lockOutPolicy: { enabled: true } },
    ]) {
      const put = await manage(tenant, 'PUT', path, { advancedPasswordManagement: sent })
      expect([put.status, put.body]).toEqual([200, { advancedPasswordManagement: sent }])
      expect((await manage(tenant, 'GET', path)).body).toEqual(put.body)
    }
  })

  it.for([
    ['passwordReuse', 'maxPasswordReuse', [0, 9], '1 to 8'],
    ['passwordExpiration', 'daysToExpire', [0, 91, 1.5], '1 to 90'],
    ['lockOutPolicy', 'lockOutTimeSec', [59, 86401], '60 to 86400'],
    ['lockOutPolicy', 'numOfAttempts', [0, 11], '1 to 10'],
    ['minPasswordChangeInterval', 'minHoursToChangePassword', [-1, 721], '0 to 720'],
  ] as const)(
    'refuses a limit out of its range: %s.%s %o',
    async ([policy, limit, values, range], { emulator }) => {
      for (const value of values) {
        const changed = {
          ...policies[policy],
          config: { ...policies[policy].config, [limit]: value },
        }
        const sent = { advancedPasswordManagement: { ...policies, [policy]: changed } }
        const { status, body } = await manage(tenantOf(emulator), 'PUT', path, sent)
        expect([status, body]).toEqual([
          400,
          {
            message: `advancedPasswordManagement.${policy}.config.${limit}: must be a whole number from ${range}`,
          },
        ])
      }
    },
  )

  it('refuses an interval of 0 hours, unless that policy is off', async ({ emulator }) => {
    const put = async (enabled: boolean) => {
      const minPasswordChangeInterval = { enabled, config: { minHoursToChangePassword: 0 } }
      const sent = { advancedPasswordManagement: { ...policies, minPasswordChangeInterval } }
      const { status, body } = await manage(tenantOf(emulator), 'PUT', path, sent)
      return [status, body.message]
    }
    expect(await put(false)).toEqual([200, undefined])
    expect(await put(true)).toEqual([
      400,
      'advancedPasswordManagement.minPasswordChangeInterval: minHoursToChangePassword must be at least 1 when the policy is enabled',
    ])
  })

  it('refuses policies that are left out', async ({ emulator }) => {
    const sent = { advancedPasswordManagement: { enabled: true } }
    const { status, body } = await manage(tenantOf(emulator), 'PUT', path, sent)
    expect([status, body]).toEqual([
      400,
      {
        message: [
          'passwordReuse',
          'preventPasswordWithUsername',
          'passwordExpiration',
          'lockOutPolicy',
        ]
          .map((policy) => `advancedPasswordManagement.${policy}: is missing`)
          .join('; '),
      },
    ])
  })
})
