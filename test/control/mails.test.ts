import { describe, expect } from 'vitest'
import { connect, type Emulator, type LogEvent, type Tenant } from '../../src/index.ts'
import {
  control,
  demo,
  it,
  manage,
  send,
  sendRaw,
  tenantOf,
  testing,
  users,
} from '../support/emulator.ts'

const { ann, ed } = users

/** Makes App ID send a link to a new password. */
const forget = (tenant: Tenant, { email }: { email: string }, query = '') =>
  manage(tenant, 'POST', `/cloud_directory/forgot_password${query}`, { email })

const path = `/tenants/${demo.tenantId}/mails`

const idsOf = (mails: readonly { readonly id: number }[]) => mails.map(({ id }) => id)

async function connections(emulator: Emulator) {
  return [emulator, await connect(emulator.url)]
}

describe('the outbox', () => {
  it('has every member of a mail, in the process and over HTTP', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    await forget(tenant, ann)
    const { status, body } = await control(emulator, 'GET', path)
    const [mail] = body.mails
    expect([status, body]).toEqual([
      200,
      {
        mails: [
          {
            id: 1,
            at: '2027-01-15T08:00:00.000Z',
            to: 'ann@example.com',
            from: { name: 'no-reply', email: 'no-reply@appid.example' },
            template: 'RESET_PASSWORD',
            language: 'en',
            subject: 'Reset your password',
            text: `Hello Ann Archer,\n\nChoose a new password: ${mail.link}\n`,
            html: `<p>Hello Ann Archer,</p><p>Choose a new password: ${mail.link}</p>`,
            link: `${emulator.url}/wfm/reset/${mail.code}`,
            code: expect.stringMatching(/^[0-9a-f]{64}$/),
            context: expect.stringMatching(/^[\w-]{32}$/),
          },
        ],
      },
    ])
    for (const one of await connections(emulator))
      expect(await tenantOf(one).mails.list()).toEqual(body)
  })

  it('lists the mails to one address, of one template, or after one mail, oldest first', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    await forget(tenant, ann)
    await forget(tenant, ed)
    await forget(tenant, ann)
    await manage(tenant, 'POST', '/cloud_directory/resend/WELCOME', { uuid: ann.id })
    for (const one of await connections(emulator)) {
      const { mails } = tenantOf(one)
      const ids = async (...filter: Parameters<typeof mails.list>) =>
        idsOf((await mails.list(...filter)).mails)
      expect(await ids()).toEqual([1, 2, 3, 4])
      expect(await ids({ to: 'ANN@example.com' })).toEqual([1, 3, 4])
      expect(await ids({ template: 'WELCOME' })).toEqual([4])
      expect(await ids({ to: ann.email, template: 'RESET_PASSWORD', since: 1 })).toEqual([3])
      expect(await ids({ to: 'nobody@example.com' })).toEqual([])
    }
    const { body } = await control(emulator, 'GET', `${path}?to=ed@example.com&since=1`)
    expect(idsOf(body.mails)).toEqual([2])
  })

  it('refuses filters that it does not know', async ({ emulator }) => {
    for (const [query, message] of [
      ['too=x', 'too: is not known here; did you mean to?'],
      [
        'template=RESET',
        'template: must be USER_VERIFICATION or WELCOME or PASSWORD_CHANGED or RESET_PASSWORD or MFA_VERIFICATION',
      ],
      ['since=-1', 'since: must be at least 0'],
    ]) {
      for (const where of ['', '/wait']) {
        const refused = await control(emulator, 'GET', `${path}${where}?${query}`)
        expect([refused.status, refused.body]).toEqual([400, { code: 'INVALID_INPUT', message }])
      }
    }
    for (const [method, where] of [
      ['GET', ''],
      ['GET', '/wait'],
      ['DELETE', ''],
    ] as const) {
      const unknown = await control(emulator, method, `/tenants/nobody/mails${where}`)
      expect([unknown.status, unknown.body]).toEqual([
        404,
        { code: 'UNKNOWN_TENANT', message: 'there is no tenant nobody' },
      ])
    }
  })

  it('lets callers wait for a mail, which may be there already', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (const one of await connections(emulator)) {
      const { mails } = tenantOf(one)
      await tenant.mails.clear()
      const waiting = mails.waitFor({ to: ann.email, template: 'RESET_PASSWORD' })
      await forget(tenant, ed)
      await forget(tenantOf(emulator), ann)
      const first = await waiting
      expect(first).toEqual((await mails.list({ to: ann.email })).mails[0])
      expect(await mails.waitFor({ to: ann.email }, { timeout: 0 })).toEqual(first)
      const next = mails.waitFor({ to: ann.email, since: first.id })
      await forget(tenant, ann)
      expect((await next).id).toBe(first.id + 1)
    }
  })

  it('lets nobody wait longer than wanted, or after the end', async ({ start }) => {
    const emulator = await start()
    const { mails } = tenantOf(emulator)
    await expect(mails.waitFor({ to: ann.email }, { timeout: 1 })).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'TIMEOUT',
      message: 'no matching mail within 1 ms',
    })
    const late = await control(emulator, 'GET', `${path}/wait?timeout=1`)
    expect([late.status, late.body]).toEqual([
      408,
      { code: 'TIMEOUT', message: 'no matching mail within 1 ms' },
    ])
    const waiting = expect(mails.waitFor()).rejects.toMatchObject({ code: 'CLOSED' })
    await emulator.close()
    await waiting
  })

  it('belongs to one tenant, and is emptied by DELETE and by a reset, restore or deletion', async ({
    emulator,
  }) => {
    const tenant = tenantOf(emulator)
    const copy = await emulator.createTenant({ from: demo.tenantId })
    const { id } = await emulator.snapshots.create()
    const count = async () => (await tenantOf(emulator).mails.list()).mails.length
    await forget(tenant, ann)
    expect(await count()).toBe(1)
    expect(await copy.mails.list()).toEqual({ mails: [] })
    expect((await tenantOf(emulator, testing.tenantId).mails.list()).mails).toEqual([])

    await copy.reset()
    expect(await count()).toBe(1)
    const waiting = copy.mails.waitFor()
    await forget(tenant, ann)
    await forget(copy, ann)
    expect((await waiting).id).toBe(3)
    const cleared = await control(emulator, 'DELETE', path)
    expect([cleared.status, cleared.body, await count()]).toEqual([204, '', 0])
    for (const empty of [
      () => tenant.mails.clear(),
      () => tenant.reset(),
      () => emulator.snapshots.restore(id),
      () => emulator.reset(),
    ]) {
      await forget(tenant, ann)
      expect(await count()).toBe(1)
      await empty()
      expect(await count()).toBe(0)
    }
  })

  it('keeps the last 1000 mails', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    for (let batch = 0; batch < 11; batch += 1)
      await Promise.all(Array.from({ length: 100 }, () => forget(tenant, ann)))
    const ids = idsOf((await tenant.mails.list()).mails)
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([1000, 101, 1100])
  })

  it('keeps only the last of many very long mails', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const html_body = 'x'.repeat(700_000)
    const template = '/config/cloud_directory/templates/RESET_PASSWORD/en'
    await manage(tenant, 'PUT', template, { subject: 'long', html_body })
    for (let number = 0; number < 30; number += 1) await forget(tenant, ann)
    const ids = idsOf((await tenant.mails.list()).mails)
    expect([ids.length, ids.at(-1)]).toEqual([23, 30])
  })

  it('gives away copies', async ({ emulator }) => {
    const { mails } = tenantOf(emulator)
    await forget(tenantOf(emulator), ann)
    Object.assign((await mails.waitFor()).from, { email: 'changed' })
    Object.assign((await mails.list()).mails[0]?.from ?? {}, { email: 'changed' })
    expect((await mails.waitFor()).from.email).toBe('no-reply@appid.example')
  })
})

describe('the log', () => {
  it('says that there is a mail, and neither to whom nor with which link', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ log: (event) => events.push(event) })
    const tenant = tenantOf(emulator)
    await forget(tenant, ann)
    const { link = '', code = '', context = '' } = await tenant.mails.waitFor()
    expect(events.find(({ event }) => event === 'mail')).toEqual({
      event: 'mail',
      tenantId: demo.tenantId,
      id: 1,
      template: 'RESET_PASSWORD',
      language: 'en',
      page: `${emulator.url}/#/mails/${demo.tenantId}`,
    })
    await send(link)
    await send(link, { method: 'DELETE' })
    const { requests } = await tenant.requests.list()
    expect(requests.at(-1)?.path).toBe('/wfm/reset/{code}')
    const recorded = JSON.stringify([events, requests])
    expect([code, context, ann.email].filter((one) => recorded.includes(one))).toEqual([])
  })

  it('says where a browser shows the mails: at the public URL, or where it listens, whoever asked', async ({
    start,
  }) => {
    const events: LogEvent[] = []
    const log = (event: LogEvent) => events.push(event)
    const pages = () => events.flatMap((event) => (event.event === 'mail' ? [event.page] : []))
    const emulator = await start({ log, allowedHosts: ['emulator'] })
    const { status } = await sendRaw(
      emulator,
      'POST',
      `/management/v4/${demo.tenantId}/cloud_directory/forgot_password`,
      {
        Host: 'emulator:6002',
        Authorization: 'Bearer any',
        'Content-Type': 'application/json',
      },
      JSON.stringify({ email: ann.email }),
    )
    expect(status).toBe(200)
    const publicUrl = 'https://login.example.com/appid'
    await emulator.urls.set({ publicUrl })
    await forget(tenantOf(emulator), ann)
    expect(pages()).toEqual([
      `${emulator.url}/#/mails/${demo.tenantId}`,
      `${publicUrl}/#/mails/${demo.tenantId}`,
    ])
  })

  it('does not say where a browser shows the mails when none does', async ({ start }) => {
    const events: LogEvent[] = []
    const emulator = await start({ control: false, log: (event) => events.push(event) })
    await forget(tenantOf(emulator), ann)
    expect(events.filter(({ event }) => event === 'mail')).toEqual([
      {
        event: 'mail',
        tenantId: demo.tenantId,
        id: 1,
        template: 'RESET_PASSWORD',
        language: 'en',
      },
    ])
  })
})
