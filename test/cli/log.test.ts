import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import { type Command, it, piecesOf, tenantAt } from '../support/cli.ts'
import { demo, manage, requestToken, send, testing, users } from '../support/emulator.ts'

const tokenPath = `/oauth/v4/${demo.tenantId}/token`

/** Stops the command, and returns the lines that follow the ready line. */
async function linesOfRequests(command: Command): Promise<string[]> {
  expect(await command.stop()).toBe(0)
  const ready = command.lines.findIndex((line) => /ready at|"event":"ready"/.test(line))
  return command.lines.slice(ready + 1)
}

describe('a request', () => {
  it('is logged as a line with method, path, status, ms, tenant, client and grant', async ({
    run,
  }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    await requestToken(tenantAt(url))
    await manage(tenantAt(url), 'GET', '/applications')
    await send(`${url}/_appid/health?x=y`)
    const lines = await linesOfRequests(command)
    expect(lines.map((line) => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      `POST ${tokenPath} 200 N ms tenant=${demo.tenantId} client=${demo.a.clientId} grant=client_credentials`,
      `GET /management/v4/${demo.tenantId}/applications 200 N ms tenant=${demo.tenantId}`,
      'GET /_appid/health 200 N ms',
    ])
    expect(command.stderr).toBe('')
  })

  it('is logged as an object with the same facts in JSON', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--log-format', 'json'])
    await requestToken(tenantAt(await command.ready()))
    const lines = await linesOfRequests(command)
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        event: 'request',
        method: 'POST',
        path: tokenPath,
        status: 200,
        ms: expect.any(Number),
        operation: 'oauth-server.token',
        tenantId: demo.tenantId,
        clientId: demo.a.clientId,
        grantType: 'client_credentials',
      }),
    ])
  })
})

describe('a mail', () => {
  const forget = (url: string) =>
    manage(tenantAt(url), 'POST', '/cloud_directory/forgot_password', { user: users.ann.email })
  const path = `/management/v4/${demo.tenantId}/cloud_directory/forgot_password`

  it('is logged as a line that says where it is, but not to whom it goes', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const url = await command.ready()
    await forget(url)
    const lines = await linesOfRequests(command)
    expect(lines.map((line) => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      `mail RESET_PASSWORD language=en (read it at ${url}/#/mails/${demo.tenantId} or /_appid/tenants/${demo.tenantId}/mails?since=0)`,
      `POST ${path} 200 N ms tenant=${demo.tenantId}`,
    ])
    expect(command.stderr).toBe('')
  })

  it('is logged as a line that says no place where there is none', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--no-control'])
    await forget(await command.ready())
    expect((await linesOfRequests(command))[0]).toBe('mail RESET_PASSWORD language=en')
  })

  it('is logged as an object in JSON', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--log-format', 'json'])
    const url = await command.ready()
    await forget(url)
    const [line = ''] = await linesOfRequests(command)
    expect(JSON.parse(line)).toEqual({
      event: 'mail',
      tenantId: demo.tenantId,
      id: 1,
      template: 'RESET_PASSWORD',
      language: 'en',
      page: `${url}/#/mails/${demo.tenantId}`,
    })
  })

  it('is not logged with --silent', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--silent'])
    await forget(await command.ready())
    expect(await linesOfRequests(command)).toEqual([])
  })
})

describe('the reason for a refusal', () => {
  const unknown = '00000000-0000-4000-8000-000000000000'

  it('is logged, in more detail than the client receives', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const tenant = tenantAt(await command.ready())
    await requestToken(tenant, { ...demo.a, secret: 'wrong' })
    await requestToken(tenant, { ...demo.a, clientId: unknown })
    await requestToken(tenant, demo.a, { grant_type: 'magic' })
    await manage(tenant, 'POST', '/applications', {})
    await send(`${tenant.profilesUrl}/nowhere`)
    const facts = `tenant=${demo.tenantId} grant=client_credentials`
    const lines = await linesOfRequests(command)
    expect(lines.map((line) => line.replace(/^.* ms /, ''))).toEqual([
      `${facts} refused="Invalid Credentials: wrong secret for ${demo.a.clientId}"`,
      `${facts} refused="Invalid Credentials: there is no application ${unknown}"`,
      expect.stringMatching(/ grant=magic refused="unrecognized grant_type magic: .*"$/),
      `tenant=${demo.tenantId} refused="name: is missing"`,
      expect.stringMatching(/^refused=".+"$/),
    ])
  })

  it('is a member of the object in JSON', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory', '--log-format', 'json'])
    await requestToken(tenantAt(await command.ready()), { ...demo.a, secret: 'wrong' })
    const [line = ''] = await linesOfRequests(command)
    expect(JSON.parse(line)).toMatchObject({
      status: 401,
      error: `Invalid Credentials: wrong secret for ${demo.a.clientId}`,
    })
  })

  it('cannot be made to look like another line', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const tenant = tenantAt(await command.ready())
    await requestToken(tenant, demo.a, { grant_type: 'x\nGET / 200\u001b[31m\u009b31m' })
    const lines = await linesOfRequests(command)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('grant="x\\nGET / 200\\u001b[31m\\u009b31m"')
  })
})

describe.for(['pretty', 'json'])('a control character in the %s log', (format) => {
  const points = [...Array(0x20).keys(), ...Array.from({ length: 33 }, (_, i) => 0x7f + i)]
  const all = String.fromCodePoint(...points, 0x2028, 0x2029)
  // The ones that JSON does not escape.
  const beyond = all.slice(0x20)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must be escaped
  const unescaped = /[\0-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/

  it('is escaped, wherever it comes from', async ({ run, folder }) => {
    const fixture = { [demo.tenantId]: { name: all, applications: [{ ...demo.a, name: beyond }] } }
    await writeFile(`${folder}/seed.json`, JSON.stringify({ version: 1, tenants: fixture }))
    const args = ['--port', '0', '--log-format', format, '--data', `${all.slice(1)}.json`]
    const command = run([...args, '--seed', 'seed.json'])
    const url = await command.ready()
    await requestToken(tenantAt(url), demo.a, { grant_type: all })
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.end('GET /\u009b31m HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'latin1')
    await once(socket.resume(), 'close')
    expect(await command.stop()).toBe(0)
    expect(command.stdout).not.toMatch(unescaped)
    expect(command.stdout.match(/\\u009b/g)?.length).toBeGreaterThanOrEqual(4)
    if (format === 'json') {
      const events = command.lines.map((line) => JSON.parse(line))
      expect(events[0]).toMatchObject({ name: all, applications: [{ name: beyond }] })
      expect(events[1]).toMatchObject({ event: 'ready', data: `${all.slice(1)}.json` })
      expect(events[2]).toMatchObject({ event: 'request', grantType: all })
    }
  })

  it('is escaped in warnings, errors and usage errors, too', async ({ run }) => {
    const name = `${all.slice(1)}.json`
    for (const [args, env, code] of [
      [['--seed', name], {}, 1],
      [[`--${beyond}`], {}, 2],
      [['--seed', name], { 'APPID_EMULATOR_SEE\u009b': 'x' }, 1],
    ] as const) {
      const command = run(['--port', '0', '--log-format', format, ...args], { env })
      expect(await command.early()).toBe(code)
      expect(command.stdout).toBe('')
      expect(command.stderr).not.toMatch(unescaped)
      expect(command.stderr).toMatch(/\\u009b/)
      // An unescaped newline would put the next escaped character at the start of a line.
      expect(command.stderr).not.toMatch(/^\\u/m)
    }
  })
})

describe('a secret', () => {
  const wrong = 'd3JvbmctNTJhNC00YzU3LThkNmUtMGQ2YTFjN2I5ZTAx'
  const json = { 'Content-Type': 'application/json' }

  it.for(['pretty', 'json'])('is in no line of the %s log', async (format, { run }) => {
    const command = run(['--port', '0', '--in-memory', '--log-format', format])
    const tenant = tenantAt(await command.ready())
    const { clientId, secret } = demo.a
    const post = (init: RequestInit, query = '') =>
      send(`${tenant.oAuthServerUrl}/token${query}`, { method: 'POST', ...init })
    const { body } = await requestToken(tenant)
    await requestToken(tenant, { clientId, secret: wrong })
    await requestToken(tenant, { clientId: secret, secret: clientId })
    await requestToken(tenant, { clientId: wrong, secret: '' })
    await requestToken(tenant, { clientId: encodeURIComponent(`${secret}=`), secret: wrong })
    await requestToken(tenant, { clientId: testing.clientId, secret: testing.secret })
    const parameters = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
    }
    await post({ body: new URLSearchParams(parameters) })
    await post({ body: JSON.stringify(parameters), headers: json })
    await post({}, `?${new URLSearchParams(parameters)}`)
    await post({ headers: { Authorization: `Bearer ${secret}` } })
    await send(`${tenant.managementUrl}/applications`, {
      headers: { Authorization: `Bearer ${body.access_token}` },
    })
    const created = await manage(tenant, 'POST', '/applications', { name: 'x' })
    await manage(tenant, 'GET', `/applications/${created.body.clientId}`)
    const lines = await linesOfRequests(command)
    expect(lines).toHaveLength(13)
    const log = `${lines.join('\n')}\n${command.stderr}`
    for (const one of [secret, wrong, testing.secret, body.access_token, created.body.secret])
      expect(log).not.toContain(one)
  })

  it('is not in the line about a body that is malformed JSON', async ({ run }) => {
    const command = run(['--port', '0', '--in-memory'])
    const { oAuthServerUrl } = tenantAt(await command.ready())
    for (const body of [
      `{"client_secret": ${wrong}}`,
      `{"s":"${wrong}",}`,
      `{${wrong}}`,
      `[${wrong}`,
    ])
      expect(
        (await send(`${oAuthServerUrl}/token`, { method: 'POST', headers: json, body })).status,
      ).toBe(400)
    const log = (await linesOfRequests(command)).join('\n')
    expect(piecesOf(wrong).filter((piece) => log.includes(piece))).toEqual([])
  })
})
