import { describe, expect } from 'vitest'
import type { Mail, Tenant, TenantFixture, UserFixture } from '../../src/index.ts'
import { demo, it, manage, type TestContext, tenantOf, users } from '../support/emulator.ts'

const { ann } = users

const put = (tenant: Tenant, path: string, body: object) =>
  manage(tenant, 'PUT', `/config/${path}`, body)

/** Makes App ID send a mail again, and returns it. */
async function resent(tenant: Tenant, template: string, query = '', uuid = ann.id): Promise<Mail> {
  await tenant.mails.clear()
  await manage(tenant, 'POST', `/cloud_directory/resend/${template}${query}`, { uuid })
  return tenant.mails.waitFor({}, { timeout: 0 })
}

/** A tenant with one user and one template, of which both bodies are the same. */
async function tenantWith(
  { start }: Pick<TestContext, 'start'>,
  user: UserFixture,
  text: string,
  config: TenantFixture['config'] = {},
): Promise<Tenant> {
  const template = { subject: text, html_body: text, plain_text_body: text }
  return tenantOf(
    await start({
      seed: {
        version: 1,
        tenants: {
          [demo.tenantId]: {
            users: [{ id: ann.id, email: 'ann@example.com', ...user }],
            config: {
              'cloud_directory/templates': {
                'WELCOME/en': template,
                'RESET_PASSWORD/en': template,
                'USER_VERIFICATION/en': template,
              },
              ...config,
            },
          },
        },
      },
    }),
  )
}

describe('a template', () => {
  it('gets the facts about the user', async ({ start }) => {
    const user = { userName: 'aa', givenName: 'Ann', familyName: 'Archer', displayName: 'Annie' }
    const names = ['displayName', 'email', 'username', 'firstName', 'lastName', 'formattedName']
    const tenant = await tenantWith(
      { start },
      user,
      names.map((name) => `%{user.${name}}`).join('|'),
    )
    expect((await resent(tenant, 'WELCOME')).text).toBe(
      'Annie|ann@example.com|aa|Ann|Archer|Ann Archer',
    )
  })

  it('has nothing where a value is unknown, and leaves everything else as it is', async ({
    start,
  }) => {
    const text =
      '[%{user.firstName}%{user.x}%{verify.link}%{mfa.code}%{constructor}%{}] %{ % {x} %{user.email'
    const tenant = await tenantWith({ start }, {}, text)
    const { subject, html } = await resent(tenant, 'WELCOME')
    expect([subject, html]).toEqual(['[] %{ % {x} %{user.email', '[] %{ % {x} %{user.email'])
  })

  it('gets its own link, and how long that works in hours or in minutes', async ({ start }) => {
    const text =
      '%{verify.code}|%{verify.link}|%{resetPassword.code}|%{resetPassword.link}|%{linkExpiration.hours}|%{linkExpiration.minutes}'
    const tenant = await tenantWith({ start }, {}, text, {
      'cloud_directory/sender_details': {
        senderDetails: { from: { email: 'app@example.com' }, linkExpirationSec: 5430 },
      },
    })
    const reset = await resent(tenant, 'RESET_PASSWORD')
    expect(reset.text).toBe(`||${reset.code}|${reset.link}|1|90`)
    const welcome = await resent(tenant, 'WELCOME')
    expect([welcome.text, 'link' in welcome, 'context' in welcome]).toEqual([
      '||||1|90',
      false,
      false,
    ])
    const forPending = await tenantWith({ start }, { status: 'PENDING' }, text)
    const verify = await resent(forPending, 'USER_VERIFICATION')
    expect(verify.text).toBe(`${verify.code}|${verify.link}|||24|1440`)
  })

  it('gets the URL of the logo', async ({ start }) => {
    const logo = 'https://example.com/logo.png?a=1&b=2'
    const config = { 'ui/media': { image: logo } }
    const tenant = await tenantWith({ start }, {}, '%{display.logo}', config)
    const { text, html } = await resent(tenant, 'WELCOME')
    expect([text, html]).toEqual([logo, 'https://example.com/logo.png?a=1&amp;b=2'])
  })

  it('does not become markup, or a second line of the subject, by what is filled in', async ({
    start,
  }) => {
    const displayName = `<b title="x">O'Ann &amp; co</b>\r\nBcc: x`
    const tenant = await tenantWith({ start }, { displayName }, '<i>%{user.displayName}</i>')
    const { subject, text, html } = await resent(tenant, 'WELCOME')
    expect({ subject, text, html }).toEqual({
      subject: `<i><b title="x">O'Ann &amp; co</b> Bcc: x</i>`,
      text: `<i>${displayName}</i>`,
      html: '<i>&lt;b title=&quot;x&quot;&gt;O&#39;Ann &amp;amp; co&lt;/b&gt;\r\nBcc: x</i>',
    })
  })

  it('is not filled in twice', async ({ start }) => {
    const tenant = await tenantWith(
      { start },
      { displayName: '%{user.email}' },
      '%{user.displayName}',
    )
    expect((await resent(tenant, 'WELCOME')).text).toBe('%{user.email}')
  })
})

describe('the language of a mail', () => {
  it('is the one that was asked for, if the tenant has a template in it, else English', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const said = async (query: string) => {
      const { language, subject } = await resent(tenant, 'WELCOME', query)
      return `${language} ${subject}`
    }
    expect(await said('?language=de')).toBe('en Welcome')
    await put(tenant, 'cloud_directory/templates/WELCOME/de', { subject: 'Willkommen' })
    await put(tenant, 'cloud_directory/templates/WELCOME/pt-BR', { subject: 'Bem-vindo' })
    expect(await said('?language=de')).toBe('de Willkommen')
    expect(await said('?language=pt-BR')).toBe('pt-BR Bem-vindo')
    expect(await said('?language=pt_BR')).toBe('pt-BR Bem-vindo')
    expect(await said('?language=fr')).toBe('en Welcome')
    expect(await said('')).toBe('en Welcome')
    await put(tenant, 'cloud_directory/templates/WELCOME/en', { subject: 'Hi' })
    expect(await said('?language=fr')).toBe('en Hi')
    expect(await said('?language=de&language=de')).toBe('en Hi')
    expect(await said(`?language=${encodeURIComponent('<i>')}`)).toBe('en Hi')
    await manage(tenant, 'DELETE', '/config/cloud_directory/templates/WELCOME/en')
    expect(await said('?language=__proto__')).toBe('en Welcome')
  })
})

describe('the sender of a mail', () => {
  it.for([
    [
      { from: { name: 'My app', email: 'app@example.com' }, reply_to: { email: 're@example.com' } },
      {
        from: { name: 'My app', email: 'app@example.com' },
        replyTo: { email: 're@example.com' },
      },
    ],
    [
      { from: { email: 'app@example.com' }, reply_to: { name: 'Help', email: 're@example.com' } },
      { from: { email: 'app@example.com' }, replyTo: { name: 'Help', email: 're@example.com' } },
    ],
    [
      { from: { email: 'app@example.com' }, reply_to: { name: 'Nobody' } },
      { from: { email: 'app@example.com' } },
    ],
  ] as const)('is that of the tenant: %#', async ([senderDetails, expected], { emulator }) => {
    const tenant = tenantOf(emulator)
    await put(tenant, 'cloud_directory/sender_details', { senderDetails })
    const { from, replyTo } = await resent(tenant, 'WELCOME')
    expect({ from, ...(replyTo && { replyTo }) }).toEqual(expected)
  })
})
