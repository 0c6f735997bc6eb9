import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, skipped, tooWide } from '../support/browser.ts'
import { demo, manage, tenantOf, testing, users } from '../support/emulator.ts'

const { ann, ed, pat } = users
const to = '/#/users'
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const rows = (page: Page) => page.locator('.users > ul > li')
const rowOf = (page: Page, text: string) => rows(page).filter({ hasText: text })
const focusedRow = (page: Page, text: string) => rowOf(page, text).locator('summary:focus')
const open = (page: Page, text: string) => rowOf(page, text).locator('summary').first().click()

/** What the list shows of each user. */
const shown = (page: Page) => rows(page).locator('summary').allInnerTexts()

/** The claims of a token with their meanings, as the page shows them. */
async function claims(page: Page, title: string): Promise<Record<string, string[]>> {
  const list = page.locator(`h4:text-is("${title}") + dl > div`)
  const members = await list.evaluateAll((all) =>
    all.map((one) => [...one.querySelectorAll('dt, dd code, dd span')].map((it) => it.textContent)),
  )
  return Object.fromEntries(members.map(([name = '', ...rest]) => [name, rest]))
}

/** The requests that the page shows below this title. */
async function overHttp(page: Page, what: string): Promise<string[]> {
  const details = page.locator('details.over-http', { hasText: `${what} over HTTP` })
  await details.locator('summary').click()
  return details.locator('pre').allTextContents()
}

describe.skipIf(skipped)('the view Users', () => {
  it('lists the users of every provider, with status and roles', async ({ emulator, visit }) => {
    await emulator.defaultTenant.users.add({
      provider: 'google',
      id: '1078',
      email: 'sam@example.com',
      displayName: 'Sam',
      active: false,
    })
    const page = await visit(emulator, { to })
    await page.getByText('4 users.', { exact: true }).waitFor()
    const texts = (await shown(page)).map((text) => text.split(/\s*\n\s*/).filter(Boolean))
    expect(texts).toEqual([
      ['Ann Archer', 'ann@example.com', 'cloud_directory', 'CONFIRMED'],
      ['Ed Editor', 'ed@example.com', 'cloud_directory', 'CONFIRMED', 'editor'],
      ['Pat Pending', 'pat@example.com', 'cloud_directory', 'PENDING'],
      ['Sam', 'sam@example.com', 'google', 'inactive'],
    ])
    expect(await overHttp(page, 'The list')).toEqual([
      `curl -s -X GET '${emulator.url}/_appid/tenants/${demo.tenantId}/users?limit=200'`,
    ])
  })

  it('shows the ids, the attributes and the password of a user', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(page, ed.email)
    const row = rowOf(page, ed.email)
    await row.getByRole('heading', { name: 'Attributes' }).waitFor()
    const values = await row.locator('.values > div').allInnerTexts()
    expect(values.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      `SCIM id ${ed.id} Copy`,
      `profile id (sub) ${ed.profileId} Copy`,
      `e-mail ${ed.email} Copy`,
      `password ${ed.password} Copy`,
    ])
    expect(JSON.parse((await row.locator('pre').first().textContent()) ?? '')).toEqual({
      theme: 'dark',
      points: 150,
    })
    for (const [what, text] of [
      ['SCIM id', ed.id],
      ['profile id (sub)', ed.profileId],
    ] as const) {
      await row.getByRole('button', { name: `Copy ${what}`, exact: true }).click()
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(text)
    }
  })

  it('says of whom there is only a hash of the password, and who has none', async ({
    emulator,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.users.add({ email: 'none@example.com' })
    await manage(tenant, 'POST', '/cloud_directory/Users', {
      emails: [{ value: 'hashed@example.com', primary: true }],
      password: 'secret',
    })
    const page = await visit(emulator, { to })
    for (const [email, said, other] of [
      ['none@example.com', 'The user has no password.', 'The password is not known here'],
      ['hashed@example.com', 'The password is not known here', 'has no password'],
    ] as const) {
      await open(page, email)
      const row = rowOf(page, email)
      await row.getByText(said, { exact: false }).waitFor()
      expect(await row.getByText(other, { exact: false }).count()).toBe(0)
    }
    await open(page, ann.email)
    await rowOf(page, ann.email).getByRole('heading', { name: 'Attributes' }).waitFor()
    expect(
      await rowOf(page, ann.email)
        .getByText(/has no password|not known here/)
        .count(),
    ).toBe(0)
  })

  it('shows until when a user is locked out, by the tenant’s clock', async ({
    emulator,
    visit,
  }) => {
    const tenant = tenantOf(emulator)
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const locked = { active: false, lockedUntil: 1_800_000_300_000 }
    await tenant.users.add({ email: 'locked@example.com', ...locked })
    await tenant.users.add({ email: 'both@example.com', ...locked, status: 'PENDING' })
    await tenant.users.add({ email: 'ever@example.com', ...locked, lockedUntil: 1e16 })
    const page = await visit(emulator, { to })
    const status = (email: string) => rowOf(page, email).locator('summary .type').last().innerText()
    const until = 'locked until 2027-01-15T08:05:00.000Z'
    expect([await status('locked@example.com'), await status('both@example.com')]).toEqual([
      until,
      `PENDING, ${until}`,
    ])
    expect(await status('ever@example.com')).toBe('locked for ever')
    await page.getByLabel('Search').fill('locked until')
    await page.getByText('2 of 6 users.', { exact: true }).waitFor()
    await tenant.clock.advance(300)
    await page.reload()
    expect([await status('locked@example.com'), await status('both@example.com')]).toEqual([
      'CONFIRMED',
      'PENDING',
    ])
  })

  it('adds a user by keyboard alone, after errors of the API', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to, expected: /status of 4(00|09)/ })
    await button(page, 'Add user').waitFor()
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    for (let tabs = 0; (await focused()) !== 'Add user' && tabs < 30; tabs += 1)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Add user' })
    await dialog.getByLabel('editor').waitFor()
    await dialog.getByLabel('E-mail').waitFor()
    await page.keyboard.press('Enter')
    await dialog.getByText('email or userName is missing').waitFor()
    // The focus is in the field again.
    await page.keyboard.type(ann.email)
    await page.keyboard.press('Enter')
    await dialog.getByText('email: another user of the tenant has it').waitFor()
    await page.keyboard.press('Control+A')
    for (const text of ['new@example.com', 'secret', 'Nora', '<b>New</b>']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Space')
    const body = {
      email: 'new@example.com',
      password: 'secret',
      givenName: 'Nora',
      familyName: '<b>New</b>',
      roles: ['editor'],
    }
    expect(await overHttp(page, 'The new user')).toEqual([
      [
        `curl -s -X POST ${emulator.url}/_appid/tenants/${demo.tenantId}/users`,
        "-H 'Content-Type: application/json'",
        `-d '${JSON.stringify(body)}'`,
      ].join(' \\\n  '),
    ])
    await dialog.getByLabel('Last name').press('Enter')
    await page.getByText('Nora <b>New</b> is added.').waitFor()
    const [, , , added] = (await emulator.defaultTenant.users.list()).users
    expect(added).toMatchObject(body)
    // The focus is on the new row, which Enter opens.
    await focusedRow(page, 'new@example.com').waitFor()
    await page.keyboard.press('Enter')
    await rowOf(page, 'new@example.com').getByRole('heading', { name: 'Sign in as' }).waitFor()
  })

  it('asks before it deletes a user', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to })
    await open(page, ann.email)
    await button(page, 'Delete').click()
    const dialog = page.getByRole('dialog', { name: 'Delete Ann Archer?' })
    expect(await overHttp(page, 'The deletion')).toEqual([
      `curl -s -X DELETE ${emulator.url}/_appid/tenants/${demo.tenantId}/users/${ann.profileId}`,
    ])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect((await emulator.defaultTenant.users.list()).total).toBe(3)
    await button(page, 'Delete').click()
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('Ann Archer is deleted.').waitFor()
    const { users: left } = await emulator.defaultTenant.users.list()
    expect(left.map(({ email }) => email)).toEqual(['ed@example.com', 'pat@example.com'])
    await focusedRow(page, 'Ed Editor').waitFor()
  })

  it('signs a user in to an application, and explains both tokens', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to })
    await open(page, ed.email)
    await page.getByRole('combobox', { name: 'Application' }).selectOption('Application B')
    expect(await overHttp(page, 'The sign-in')).toEqual([
      [
        `curl -s -X POST ${emulator.url}/_appid/tenants/${demo.tenantId}/sign-in`,
        "-H 'Content-Type: application/json'",
        `-d '${JSON.stringify({ profileId: ed.profileId, clientId: demo.b.clientId })}'`,
      ].join(' \\\n  '),
    ])
    await button(page, 'Sign in').click()
    await page.getByText('Ed Editor is signed in.').waitFor()
    await expect.poll(() => page.getByText('Verifies.').count()).toBe(2)
    const access = await claims(page, 'Claims of the access token')
    expect(Object.keys(access)).toEqual([
      'iss',
      'exp',
      'aud',
      'sub',
      'email_verified',
      'amr',
      'iat',
      'tenant',
      'scope',
    ])
    expect(access.aud?.[0]).toBe(`["${demo.b.clientId}"]`)
    expect(access.sub).toEqual([
      `"${ed.profileId}"`,
      'Of whom it speaks: the user, by the id of the profile.',
    ])
    const id = await claims(page, 'Claims of the id token')
    expect(id.identities).toEqual([
      `[{"provider":"cloud_directory","id":"${ed.id}"}]`,
      'Which identities belong to the profile: the provider, and the id of the user there.',
    ])
    const unexplained = [...Object.values(access), ...Object.values(id)].filter(([, meaning]) =>
      meaning?.startsWith('A claim that the configuration'),
    )
    expect(unexplained).toEqual([])
  })

  it('confirms a user, who then can sign in', async ({ emulator, visit }) => {
    const { managementUrl } = emulator.defaultTenant
    const page = await visit(emulator, { to, expected: /status of 409/ })
    await open(page, pat.email)
    const row = rowOf(page, pat.email)
    await button(page, 'Sign in').click()
    await row.getByText('the user has not verified the e-mail address', { exact: false }).waitFor()
    const emails = [{ value: pat.email, primary: true }]
    const put = (change: object) =>
      [
        `curl -s -X PUT ${managementUrl}/cloud_directory/Users/${pat.id}`,
        "-H 'Authorization: Bearer any'",
        "-H 'Content-Type: application/json'",
        `-d '${JSON.stringify({ emails, ...change })}'`,
      ].join(' \\\n  ')
    expect(await overHttp(page, 'The status')).toEqual([
      put({ status: 'CONFIRMED' }),
      put({ active: false }),
    ])
    await button(page, 'Confirm').click()
    await row.getByText('Pat Pending is confirmed.').waitFor()
    // The button is gone, and so is the reason. The focus is beside it.
    await button(page, 'Confirm').waitFor({ state: 'detached' })
    await row.locator('h3:focus', { hasText: 'Status' }).waitFor()
    await row.locator('summary', { hasText: 'CONFIRMED' }).waitFor()
    expect(await row.getByText('has not verified', { exact: false }).count()).toBe(0)
    await button(page, 'Sign in').click()
    await page.getByText('Pat Pending is signed in.').waitFor()
  })

  it('deactivates and activates a user, also one who is locked out, and changes nothing else', async ({
    emulator,
    visit,
  }) => {
    const tenant = emulator.defaultTenant
    await tenant.clock.set({ now: 1_800_000_000, frozen: true })
    const email = 'locked@example.com'
    const emails = [
      { value: email, primary: true, type: 'work' },
      { value: 'other@example.com', type: 'home' },
    ]
    const given = { email, givenName: 'Lo', familyName: 'Cked', scim: { emails, title: 'Dr.' } }
    const added = await tenant.users.add({
      ...given,
      password: 'secret',
      active: false,
      lockedUntil: 1_800_000_300_000,
    })
    const { lockedUntil: _, ...unlocked } = added
    const page = await visit(emulator, { to })
    await open(page, email)
    const row = rowOf(page, email)
    for (const [name, said, active] of [
      ['Activate', 'Lo Cked is active.', true],
      ['Deactivate', 'Lo Cked is inactive.', false],
      ['Activate', 'Lo Cked is active.', true],
    ] as const) {
      await button(page, name).click()
      await row.getByText(said, { exact: true }).waitFor()
      await button(page, active ? 'Deactivate' : 'Activate').waitFor()
      const user = (await tenant.users.list()).users.at(-1)
      expect(user).toEqual({ ...unlocked, active, lastModified: user?.lastModified })
    }
  })

  it('changes no user who is not in the Cloud Directory', async ({ emulator, visit }) => {
    const { tenantId, users } = emulator.defaultTenant
    await users.add({ provider: 'google', id: '1078', email: 'sam@example.com', active: false })
    await manage(tenantOf(emulator), 'DELETE', `/cloud_directory/Users/${ann.id}`)
    const page = await visit(emulator, { to: `${to}/${tenantId}` })
    for (const text of ['sam@example.com', ann.email]) {
      await open(page, text)
      await rowOf(page, text).getByRole('heading', { name: 'Sign in as' }).waitFor()
    }
    expect(await page.getByRole('heading', { name: 'Status' }).count()).toBe(0)
  })

  it('says why a user cannot sign in', async ({ emulator, visit }) => {
    const page = await visit(emulator, { to, expected: /status of 409/ })
    await emulator.defaultTenant.users.add({ email: 'off@example.com', active: false })
    await page.reload()
    await open(page, 'off@example.com')
    await button(page, 'Sign in').click()
    await rowOf(page, 'off@example.com')
      .getByText('the user is not active', { exact: false })
      .waitFor()
  })

  it('signs in a user who has no profile yet, and shows the new one', async ({
    emulator,
    visit,
  }) => {
    await emulator.defaultTenant.users.add({ email: 'first@example.com', profileId: null })
    const page = await visit(emulator, { to })
    await open(page, 'first@example.com')
    await page.getByText('There is no profile yet', { exact: false }).waitFor()
    await button(page, 'Sign in').click()
    await rowOf(page, 'first@example.com').getByText('profile id (sub)').waitFor()
  })

  it('says beside the form and above the list that the emulator has stopped', async ({
    start,
    visit,
  }) => {
    const emulator = await start()
    const page = await visit(emulator, { to, expected: /ERR_CONNECTION|Failed to load resource/ })
    await page.getByText('3 users.', { exact: true }).waitFor()
    await button(page, 'Add user').click()
    const dialog = page.getByRole('dialog', { name: 'Add user' })
    await dialog.getByLabel('E-mail').fill('new@example.com')
    // The roles to choose from come in an answer of their own.
    await dialog.getByRole('checkbox').first().waitFor()
    await emulator.close()
    await page.keyboard.press('Enter')
    const stopped = 'The emulator does not respond. Is it still running?'
    await dialog.getByText(stopped).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('main > .problem').getByText(stopped).waitFor()
    expect(await rows(page).count()).toBe(3)
  })

  it('says that there is nobody, and that there is no application', async ({ start, visit }) => {
    const emulator = await start({ seed: false, tenantIds: [testing.tenantId] })
    const page = await visit(emulator, { to })
    await page.getByText('This tenant has no users yet.').waitFor()
    await emulator.defaultTenant.users.add({ email: 'x@example.com' })
    await page.reload()
    await open(page, 'x@example.com')
    await page
      .getByText('This tenant has no application to sign in to.', { exact: false })
      .waitFor()
  })

  it('shows at most 200 users, and finds the others', async ({ start, visit }) => {
    const given = Array.from({ length: 205 }, (_, index) => ({
      email: `user${index}@example.com`,
      displayName: `<img src=x onerror=alert(${index})>${'W'.repeat(50)}`,
    }))
    const tenants = { [demo.tenantId]: { users: given } }
    const emulator = await start({ seed: { version: 1, tenants } })
    const page = await visit(emulator, { to, width: 360 })
    await page.getByText('205 users. The first 200 are shown: search for the others.').waitFor()
    expect(await rows(page).count()).toBe(200)
    expect(await page.locator('main img').count()).toBe(0)
    expect(await tooWide(page)).toEqual([])
    await page.getByLabel('Search').fill('USER204@')
    await page.getByText('1 of 205 users.', { exact: true }).waitFor()
    expect(await rows(page).count()).toBe(1)
    await button(page, 'Add user').click()
    await page.getByLabel('E-mail').fill('late@example.com')
    await page.keyboard.press('Enter')
    await page.getByText('1 of 206 users.', { exact: true }).waitFor()
    await focusedRow(page, 'late@example.com').waitFor()
  })

  it('shows the directory without a control API, and says what is missing', async ({
    start,
    visit,
  }) => {
    const emulator = await start({ control: false })
    const page = await visit(emulator, { to })
    await page.getByText('need the control API, which is switched off.', { exact: false }).waitFor()
    await page.getByText('3 users.', { exact: true }).waitFor()
    await open(page, ann.email)
    expect(
      JSON.parse((await rowOf(page, ann.email).locator('pre').textContent()) ?? ''),
    ).toMatchObject({ id: ann.id, status: 'CONFIRMED', emails: [{ value: ann.email }] })
    expect(await page.getByRole('button', { name: /Add|Delete|Sign/ }).count()).toBe(0)
  })
})
