import { expect } from 'vitest'
import { it, send } from '../support/emulator.ts'

it('responds to a program at / with where to go on', async ({ emulator }) => {
  const { status, body } = await send(`${emulator.url}/`)
  expect([status, body.ready]).toEqual([200, true])
})

it('shows a browser a page', async ({ emulator }) => {
  const { status, body } = await send(`${emulator.url}/dashboard/page.js`, {
    headers: { Accept: 'text/html' },
  })
  expect([status, `${body}`.length > 1000]).toEqual([200, true])
})
