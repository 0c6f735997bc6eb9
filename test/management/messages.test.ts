import { describe, expect } from 'vitest'
import { demo, it, manage, send, tenantOf } from '../support/emulator.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the template of a message', () => {
  const path = '/config/cloud_directory/templates/WELCOME/es-ES'
  const html = '<p>¡Hola, %{user.displayName}!</p>'
  const both = { html_body: html, base64_encoded_html_body: base64(html) }

  it.for([
    ['as it is', { html_body: html }],
    ['in base64', { base64_encoded_html_body: base64(html) }],
    ['in base64, beside an empty text', { html_body: '', base64_encoded_html_body: base64(html) }],
    ['in both spellings', both],
  ] as const)(
    'takes its HTML %s, and returns both spellings',
    async ([, sent], { emulator: { defaultTenant } }) => {
      const put = await manage(defaultTenant, 'PUT', path, { subject: 'Hola', ...sent })
      expect([put.status, put.body]).toEqual([200, { subject: 'Hola', ...both }])
      expect((await manage(defaultTenant, 'GET', path)).body).toEqual(put.body)
    },
  )

  it('leaves out what it was not given, and echoes empty texts', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const sent of [
      { subject: '' },
      { subject: 'x', plain_text_body: '' },
      { subject: 'x', html_body: '', base64_encoded_html_body: '', plain_text_body: 'y' },
    ]) {
      expect((await manage(tenant, 'PUT', path, sent)).body).toEqual(sent)
      expect((await manage(tenant, 'GET', path)).body).toEqual(sent)
    }
  })

  it('is one for each name and language, and returns to its default by DELETE', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const before = await manage(tenant, 'GET', path)
    await manage(tenant, 'PUT', path, { subject: 'Hola' })
    for (const other of ['WELCOME/es', 'RESET_PASSWORD/es-ES'])
      expect(
        (await manage(tenant, 'GET', `/config/cloud_directory/templates/${other}`)).body.subject,
      ).not.toBe('Hola')
    for (const _ of ['first', 'second']) {
      const { status, body } = await manage(tenant, 'DELETE', path)
      expect([status, body]).toEqual([204, ''])
      expect(await manage(tenant, 'GET', path)).toMatchObject({ status: 200, body: before.body })
    }
  })

  it.for([
    ['USER_VERIFICATION', '%{verify.link}'],
    ['WELCOME', '%{user.displayName}'],
    ['PASSWORD_CHANGED', '%{user.displayName}'],
    ['RESET_PASSWORD', '%{resetPassword.link}'],
    ['MFA_VERIFICATION', '%{mfa.code}'],
  ] as const)('has a default: %s contains %s', async ([name, variable], { emulator }) => {
    const { status, body } = await manage(
      tenantOf(emulator),
      'GET',
      `/config/cloud_directory/templates/${name}/en`,
    )
    expect([status, body]).toEqual([
      200,
      {
        subject: expect.stringMatching(/./),
        html_body: expect.stringContaining(variable),
        base64_encoded_html_body: base64(body.html_body),
        plain_text_body: expect.stringContaining(variable),
      },
    ])
  })

  it.for([
    [
      { subject: 'x', base64_encoded_html_body: 'PHA+' + '=' },
      'base64_encoded_html_body: must be UTF-8 text in standard base64',
    ],
    [
      { subject: 'x', base64_encoded_html_body: '/w==' },
      'base64_encoded_html_body: must be UTF-8 text in standard base64',
    ],
    [
      { subject: 'x', html_body: 'a', base64_encoded_html_body: base64('b') },
      'html_body and base64_encoded_html_body are different texts: send only one of them',
    ],
  ] as const)('refuses %o', async ([sent, message], { emulator }) => {
    const { status, body } = await manage(tenantOf(emulator), 'PUT', path, sent)
    expect([status, body]).toEqual([400, { message }])
  })

  it.for(['GET', 'PUT', 'DELETE'] as const)(
    'does not exist with an unknown name or a malformed language: %s',
    async (method, { emulator }) => {
      for (const key of ['WELCOM/en', 'welcome/en', 'WELCOME/english_language', '__proto__/en']) {
        const at = `/config/cloud_directory/templates/${key}`
        const sent = method === 'PUT' ? { subject: 'x' } : undefined
        const { status, body } = await manage(tenantOf(emulator), method, at, sent)
        expect([status, body]).toEqual([
          404,
          {
            message: `there is no ${key} here: it must be a template and a language, such as WELCOME/en; the templates are USER_VERIFICATION, WELCOME, PASSWORD_CHANGED, RESET_PASSWORD, MFA_VERIFICATION`,
          },
        ])
      }
    },
  )
})

describe('the URL of an action', () => {
  const path = '/config/cloud_directory/action_url/on_reset_password'

  it('is set by JSON or a form, deleted, and listed', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await manage(tenant, 'PUT', '/config/cloud_directory/action_url/on_user_verified', {
      actionUrl: 'https://example.com/json',
    })
    const { status, body } = await send(`${tenant.managementUrl}${path}`, {
      method: 'PUT',
      headers: { Authorization: 'Bearer any' },
      body: new URLSearchParams({ actionUrl: 'https://example.com/form' }),
    })
    expect([status, body]).toEqual([200, { actionUrl: 'https://example.com/form' }])
    const list = () => manage(tenant, 'GET', '/config/cloud_directory/actions_urls')
    expect((await list()).body).toEqual({
      on_user_verified: { actionUrl: 'https://example.com/json' },
      on_reset_password: { actionUrl: 'https://example.com/form' },
    })
    const deleted = await manage(tenant, 'DELETE', path)
    expect([deleted.status, deleted.body]).toEqual([204, ''])
    expect((await manage(tenant, 'GET', path)).body).toEqual({ actionUrl: '' })
    expect((await list()).body).toEqual({
      on_user_verified: { actionUrl: 'https://example.com/json' },
      on_reset_password: { actionUrl: '' },
    })
  })

  it('does not exist for an unknown action', async ({ emulator }) => {
    const at = '/config/cloud_directory/action_url/constructor'
    const { status, body } = await manage(tenantOf(emulator), 'GET', at)
    expect([status, body]).toEqual([
      404,
      {
        message: 'there is no constructor here: it must be on_user_verified or on_reset_password',
      },
    ])
  })
})

describe('a fixture', () => {
  it('has templates, actions and extensions by the rest of their paths', async ({ start }) => {
    const config = {
      'cloud_directory/templates': { 'WELCOME/en': { subject: 'Hi', html_body: '<p>' } },
      'cloud_directory/action_url': { on_user_verified: { actionUrl: 'app://verified' } },
      'cloud_directory/mfa/extensions': { premfa: { isActive: true } },
      'cloud_directory/password_regex': { regex: '^a' },
    }
    const seed = { version: 1, tenants: { [demo.tenantId]: { config } } } as const
    const { defaultTenant } = await start({ seed })
    const get = async (path: string) =>
      (await manage(defaultTenant, 'GET', `/config/cloud_directory/${path}`)).body
    expect(await get('templates/WELCOME/en')).toEqual({
      subject: 'Hi',
      html_body: '<p>',
      base64_encoded_html_body: 'PHA+',
    })
    expect(await get('action_url/on_user_verified')).toEqual({ actionUrl: 'app://verified' })
    expect(await get('mfa/extensions/premfa')).toEqual({ isActive: true })
    expect(await get('password_regex')).toEqual({ regex: '^a', base64_encoded_regex: 'XmE=' })
  })

  it('is refused with names that App ID does not have', async ({ start }) => {
    const config = {
      'cloud_directory/action_url': { on_verified: { actionUrl: '' } },
      'ui/media': { image: 'javascript:alert()' },
    }
    const seed = { version: 1, tenants: { [demo.tenantId]: { config } } } as const
    const at = `tenants.${demo.tenantId}.config`
    await expect(start({ seed })).rejects.toMatchObject({
      code: 'INVALID_SEED',
      message: expect.stringContaining(
        `${at}.cloud_directory/action_url.on_verified: must be on_user_verified or on_reset_password`,
      ),
    })
    await expect(start({ seed })).rejects.toMatchObject({
      message: expect.stringContaining(`${at}.ui/media.image: must be a URL: data:image/png;`),
    })
  })
})
