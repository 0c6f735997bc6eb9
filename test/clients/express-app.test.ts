import { copyFile, symlink } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { it } from '../support/cli.ts'
import { demo, send } from '../support/emulator.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

it('an unmodified Express app gets and validates tokens when exec runs it', async ({
  folder,
  run,
}) => {
  await copyFile(path('express-app.mjs'), `${folder}/app.mjs`)
  await symlink(path('../../node_modules'), `${folder}/node_modules`)
  const command = run(['exec', '--', process.execPath, 'app.mjs'], {
    env: { LOG4JS_CONFIG: path('log4js.json') },
    group: true,
  })
  const [, url = ''] = await command.printed(/^listening on (\S+)$/m)
  const [, emulatorUrl] = await command.printed(/ready at (\S+)$/m, 'stderr')
  const { status, body } = await send(`${url}/token`)
  expect([status, body]).toEqual([
    200,
    { accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 3600 },
  ])
  const accepted = await send(`${url}/protected`, {
    headers: { Authorization: `Bearer ${body.accessToken}` },
  })
  expect([accepted.status, accepted.body]).toMatchObject([
    200,
    { sub: demo.a.clientId, iss: `${emulatorUrl}/oauth/v4/${demo.tenantId}` },
  ])
  expect((await send(`${url}/protected`)).status).toBe(401)
})
