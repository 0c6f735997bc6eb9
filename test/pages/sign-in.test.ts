import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { it, skipped } from '../support/browser.ts'
import { demo, tenantOf, users } from '../support/emulator.ts'
import { claimsOf, exchange } from '../support/sign-in.ts'
import { fillIn, returned, visitSignIn } from '../support/sign-in-page.ts'

const { ann } = users

const signedIn = { code: expect.stringMatching(/^[\w-]+$/), state: 'the state' }

/** What has the focus, one after the other. */
async function tabbed(page: Page, times: number): Promise<string[]> {
  const focused: string[] = []
  for (let time = 0; time < times; time += 1) {
    await page.keyboard.press('Tab')
    focused.push(
      await page.evaluate(`(({ labels, innerText }) =>
        (labels?.[0] ?? { innerText }).innerText.replaceAll(/\\s+/g, ' ').trim())(document.activeElement)`),
    )
  }
  return focused
}

describe.skipIf(skipped)('a user', () => {
  it('signs in by keyboard alone, in the order in which the page is read', async ({
    emulator,
    visit,
  }) => {
    const page = await visitSignIn(emulator, visit)
    expect(await tabbed(page, 7)).toEqual([
      'E-mail',
      'Password',
      'Sign in',
      'Sign up',
      'Forgot password?',
      'Cancel',
      'Ann Archer ann@example.com',
    ])
    await page.getByLabel('E-mail').focus()
    await page.keyboard.type(ann.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(ann.password)
    await page.keyboard.press('Enter')
    expect(await returned(page)).toEqual(signedIn)
  })

  it.for([true, false])(
    'signs in by password, with JavaScript: %s',
    async (javaScriptEnabled, { emulator, visit }) => {
      const page = await visitSignIn(emulator, visit, { javaScriptEnabled })
      await fillIn(page, ann.email, ann.password)
      expect(await returned(page)).toEqual(signedIn)
      expect(await page.context().cookies()).toEqual([])
    },
  )

  it('picks a user with one click, without JavaScript', async ({ emulator, visit }) => {
    const page = await visitSignIn(emulator, visit, { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'Ann Archer' }).click()
    const { code } = await returned(page)
    const { body } = await exchange(tenantOf(emulator), code, {
      redirect_uri: `${emulator.url}/swagger-ui/`,
    })
    expect(claimsOf(body.id_token).sub).toBe(ann.profileId)
  })

  it('cancels, and the application learns it', async ({ emulator, visit }) => {
    const page = await visitSignIn(emulator, visit)
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await returned(page)).toEqual({
      error: 'access_denied',
      error_description: 'The sign-in was cancelled',
      state: 'the state',
    })
  })

  it('is told what was wrong, at the fields that it is about, and tries again', async ({
    emulator,
    visit,
  }) => {
    const page = await visitSignIn(emulator, visit)
    await fillIn(page, ann.email, 'wrong')
    const words = 'The email or password that you entered is incorrect.'
    expect(await page.getByRole('alert').innerText()).toBe(words)
    const described = page.locator('#cd_form [aria-describedby=problem][aria-invalid=true]')
    expect(
      await described.evaluateAll((all) => all.map((one) => one.getAttribute('name'))),
    ).toEqual(['email', 'password'])
    expect(await page.getByLabel('E-mail').inputValue()).toBe(ann.email)
    expect(await page.getByLabel('Password').inputValue()).toBe('')
    await fillIn(page, ann.email, ann.password)
    expect(await returned(page)).toEqual(signedIn)
  })

  it('finds the names and the texts that browsers and password managers fill in', async ({
    emulator,
    visit,
  }) => {
    const page = await visitSignIn(emulator, visit)
    const fields = await page.locator('#cd_form input:not([type=hidden])').all()
    const attributes = ['name', 'type', 'autocomplete']
    const found = fields.map((field) =>
      Promise.all(attributes.map((attribute) => field.getAttribute(attribute))),
    )
    expect(await Promise.all(found)).toEqual([
      ['email', 'email', 'username'],
      ['password', 'password', 'current-password'],
    ])
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })
})

describe.skipIf(skipped)('below the first twenty users, the sign-in page says', () => {
  const seedOf = (count: number, active = true) => ({
    version: 1,
    tenants: {
      [demo.tenantId]: {
        applications: [demo.a],
        users: Array.from({ length: count }, (_, index) => ({
          provider: index % 2 === 0 ? ('cloud_directory' as const) : ('google' as const),
          id: `${index}`,
          email: `user${index}@example.com`,
          active: active || index < 20,
        })),
      },
    },
  })
  const password = 'sign in above with a password, or by login_hint'
  const hint = { login_hint: 'nobody@example.com' }

  it.for([
    [33, {}, {}, `And 13 more: ${password} (needs autoLogin).`],
    [33, { autoLogin: true }, hint, `And 13 more: ${password}.`],
    [42, {}, { idp: 'google' }, 'And 1 more: sign in by login_hint (needs autoLogin).'],
    [42, { autoLogin: true }, { idp: 'google', ...hint }, 'And 1 more: sign in by login_hint.'],
    [219, {}, {}, `And 199 more: ${password} (needs autoLogin).`],
    [300, {}, {}, `And at least 200 more: ${password} (needs autoLogin).`],
  ] as const)(
    'of %i, with %j and %j, how many more there are and how they sign in',
    async ([count, options, parameters, said], { start, visit }) => {
      const emulator = await start({ seed: seedOf(count), ...options })
      const page = await visitSignIn(emulator, visit, { parameters })
      expect(await page.locator('[name=user]').count()).toBe(20)
      expect(await page.locator('.picker > :last-child').innerText()).toBe(said)
      const problem = 'The user in login_hint may not sign in, or does not exist.'
      const refused = 'login_hint' in parameters ? [problem] : []
      expect(await page.getByRole('alert').allInnerTexts()).toEqual(refused)
    },
  )

  it('nothing when these are all who may sign in, or nobody is offered', async ({
    start,
    visit,
  }) => {
    for (const options of [
      { seed: seedOf(20) },
      { seed: seedOf(33, false) },
      { seed: seedOf(33), userPicker: false },
    ]) {
      const page = await visitSignIn(await start(options), visit)
      expect(await page.getByText(/more|login_hint/).count()).toBe(0)
    }
  })
})
