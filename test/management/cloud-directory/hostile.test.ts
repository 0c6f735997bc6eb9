import { describe, expect } from 'vitest'
import type { Tenant } from '../../../src/index.ts'
import { demo, it, manage, requestToken, send, tenantOf } from '../../support/emulator.ts'

const path = '/cloud_directory/Users'
const sent = {
  emails: [{ value: 'new@example.com', primary: true }],
  password: 'secret',
  status: 'CONFIRMED',
}

const invalid = (detail: string) => ({
  status: '400',
  scimType: 'invalidValue',
  detail,
  message: detail,
})

/** Sends a body whose JSON is written by hand. */
const post = (tenant: Tenant, json: string) =>
  send(`${tenant.managementUrl}${path}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json' },
    body: json,
  })

const names = [
  ['HTML', '<script>alert(1)</script>"\'&'],
  ['control characters', 'a\u0000\u001b[31m\r\n\u202eb'],
  ['half a surrogate pair', '\ud83d'],
  ['a name of the language', '__proto__'],
  ['100 kB', 'x'.repeat(100_000)],
] as const

describe('a name that is hostile', () => {
  it.for(names)('is stored and returned as it is: %s', async ([, name], { emulator, start }) => {
    const tenant = tenantOf(emulator)
    const hostile = {
      displayName: name,
      name: { givenName: name, familyName: name, formatted: name },
      title: name,
      phoneNumbers: [{ value: name }],
    }
    const { status, body } = await manage(tenant, 'POST', path, { ...sent, ...hostile })
    expect([status, body]).toEqual([201, expect.objectContaining(hostile)])
    const copy = tenantOf(await start({ seed: await emulator.state.get() }))
    for (const one of [tenant, copy]) {
      const read = await manage(one, 'GET', `${path}/${body.id}`)
      expect(read.body).toEqual(body)
      expect(read.headers.get('Content-Type')).toBe('application/json; charset=utf-8')
      const signedIn = await requestToken(one, demo.a, {
        grant_type: 'password',
        username: 'new@example.com',
        password: 'secret',
      })
      expect(signedIn.status).toBe(200)
    }
  })

  it.for(['a\nb@example.com', 'a b@example.com', 'a\u0000@example.com', 'a@b@c'])(
    'is no e-mail address: %j',
    async (value, { emulator }) => {
      const { status, body } = await manage(tenantOf(emulator), 'POST', path, {
        ...sent,
        emails: [{ value }],
      })
      expect([status, body]).toEqual([400, invalid('emails.0.value: must be an e-mail address')])
    },
  )

  it('is no user name if it has control characters', async ({ emulator }) => {
    const { status, body } = await manage(tenantOf(emulator), 'POST', path, {
      ...sent,
      userName: 'a\nb',
    })
    const detail = 'userName: must not contain control characters, such as line breaks'
    expect([status, body]).toEqual([400, invalid(detail)])
  })

  it('may be a user name of 100 kB, __proto__ or HTML', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [index, userName] of ['x'.repeat(100_000), '__proto__', '<b>'].entries()) {
      const emails = [{ value: `${index}@example.com` }]
      const first = await manage(tenant, 'POST', path, { ...sent, emails, userName })
      expect([first.status, first.body.userName]).toEqual([201, userName])
      const other = [{ value: `other${index}@example.com` }]
      const second = await manage(tenant, 'POST', path, { ...sent, emails: other, userName })
      expect(second.status).toBe(409)
    }
  })
})

describe('a member that is hostile', () => {
  const json = (member: string) => `{${member},${JSON.stringify(sent).slice(1)}`

  it.for([
    ['"constructor":{"prototype":1}', 'constructor: is a name that cannot be used'],
    ['"name":{"prototype":1}', 'name.prototype: is a name that cannot be used'],
    [`"x":${'['.repeat(200)}${']'.repeat(200)}`, 'x: must not be nested deeper than 100 levels'],
  ] as const)('is refused: %#', async ([member, detail], { emulator }) => {
    const { status, body } = await post(tenantOf(emulator), json(member))
    expect([status, body]).toEqual([400, invalid(detail)])
  })

  it.for([
    '"__proto__":{"active":false}',
    '"name":{"__proto__":{"givenName":"x"}}',
    '"address":{"__proto__":{"active":false}}',
  ])('makes the whole body one that is not read: %s', async (member, { emulator }) => {
    const { status, body } = await post(tenantOf(emulator), json(member))
    expect([status, body]).toEqual([
      400,
      { message: 'the body cannot be read: it is not a JSON object' },
    ])
  })

  it('is refused if the whole body is none that can be read', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const [text, message] of [
      ['[]', 'the body must be a JSON object, not an array'],
      ['{', 'the body cannot be read: it is not a JSON object'],
    ] as const) {
      const { status, body } = await post(tenant, text)
      expect([status, body]).toEqual([400, { message }])
    }
  })
})
