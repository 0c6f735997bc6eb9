import { request } from 'node:http'
import { describe, expect } from 'vitest'
import type { Tenant } from '../../src/index.ts'
import { it, manage, send, tenantOf } from '../support/emulator.ts'

const png = (size: number) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(size - 8, 1)])
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex')

const form = (bytes: Buffer, type = 'image/png') => {
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(bytes)], { type }), 'logo')
  return body
}

function upload(tenant: Tenant, body: BodyInit, query = '?mediaType=logo') {
  const headers = { Authorization: 'Bearer any' }
  return send(`${tenant.managementUrl}/config/ui/media${query}`, { method: 'POST', headers, body })
}

const image = async (tenant: Tenant) => (await manage(tenant, 'GET', '/config/ui/media')).body

describe('the logo of the sign-in page', () => {
  it.for([
    ['a PNG file', png(20), 'image/png', 'image/png'],
    ['a PNG file of 100 kB', png(102_400), 'image/png', 'image/png'],
    ['a JPEG file', jpeg, 'image/jpeg', 'image/jpeg'],
    ['a file of another type by its header', jpeg, 'application/octet-stream', 'image/jpeg'],
  ] as const)('may be %s, and is a URL then', async ([, bytes, sent, type], { emulator }) => {
    const tenant = tenantOf(emulator)
    expect(await image(tenant)).toEqual({ image: '' })
    const { status, body } = await upload(tenant, form(bytes, sent))
    expect([status, body]).toEqual([204, ''])
    const answer = await image(tenant)
    expect(answer).toEqual({ image: expect.stringMatching(/^data:image\//) })
    const loaded = await fetch(answer.image)
    expect(loaded.headers.get('Content-Type')).toBe(type)
    expect(Buffer.from(await loaded.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('may be sent in chunks without a length, as IBM’s Go SDK sends it', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const head =
      '--x\r\nContent-Disposition: form-data; name="file"; filename="logo.png"\r\nContent-Type: image/png\r\n\r\n'
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${tenant.managementUrl}/config/ui/media?mediaType=logo`, {
        method: 'POST',
        headers: {
          Authorization: 'Bearer any',
          'Content-Type': 'multipart/form-data; boundary=x',
          'Transfer-Encoding': 'chunked',
        },
      })
      sent.on('response', (response) => resolve(response.resume().statusCode))
      sent.on('error', reject)
      for (const part of [head, png(5000), '\r\n--x--\r\n']) sent.write(part)
      sent.end()
    })
    expect(status).toBe(204)
    expect((await image(tenant)).image).toBe(
      `data:image/png;base64,${png(5000).toString('base64')}`,
    )
  })

  const text = new FormData()
  text.set('file', 'not a file')
  const twice = form(png(20))
  twice.append('file', new Blob([new Uint8Array(jpeg)]), 'second')
  const notOneFile = 'send the image as one file in the part "file" of multipart/form-data'

  it.for([
    [
      'an image of more than 100 kB',
      form(png(102_401)),
      413,
      'the image is larger than 102400 bytes',
    ],
    ['a body of more than 104 kB', form(png(200_000)), 413, 'the body is larger than 106496 bytes'],
    ['a GIF file', form(Buffer.from('GIF89a')), 400, 'the image must be a PNG or a JPEG file'],
    ['an empty file', form(Buffer.alloc(0)), 400, 'the image must be a PNG or a JPEG file'],
    ['a text', text, 400, notOneFile],
    ['two files', twice, 400, notOneFile],
    ['no file', new FormData(), 400, notOneFile],
    [
      'no form',
      '{}',
      400,
      'unsupported Content-Type text/plain;charset=UTF-8: send multipart/form-data',
    ],
  ] as const)('is not %s', async ([, sent, status, message], { emulator }) => {
    const tenant = tenantOf(emulator)
    const answer = await upload(tenant, sent)
    expect([answer.status, answer.body]).toEqual([status, { message }])
    expect(await image(tenant)).toEqual({ image: '' })
  })

  it.for(['', '?mediaType=banner'] as const)(
    'is the only kind of media: %o',
    async (query, { emulator }) => {
      const { status, body } = await upload(tenantOf(emulator), form(png(20)), query)
      expect([status, body]).toEqual([
        400,
        { message: 'the query parameter mediaType must be logo: add ?mediaType=logo' },
      ])
    },
  )
})

describe('config/saml_metadata', () => {
  it('is XML that says where the provider sends its responses', async ({ start }) => {
    const { defaultTenant } = await start({ publicUrl: 'http://localhost/a&b' })
    const { status, headers, body } = await manage(defaultTenant, 'GET', '/config/saml_metadata')
    expect([status, headers.get('Content-Type')]).toEqual([200, 'application/xml; charset=utf-8'])
    expect(body).toContain(`entityID="urn:ibm:cloud:services:appid:${defaultTenant.tenantId}"`)
    expect(body).toContain('WantAssertionsSigned="true"')
    expect(body).toMatch(/Location="http:\/\/localhost:\d+\/a&amp;b\/saml2\/v1\/login-acs"/)
  })
})

describe('config/idps', () => {
  it('lists every identity provider with its configuration', async ({ emulator }) => {
    const tenant = tenantOf(emulator)
    const google = { isActive: true, config: { idpId: 'id', secret: 'secret' } }
    await manage(tenant, 'PUT', '/config/idps/google', google)
    const { status, body } = await manage(tenant, 'GET', '/config/idps')
    expect([status, body]).toEqual([
      200,
      {
        idps: [
          { idpName: 'facebook', isActive: false },
          { idpName: 'google', ...google },
          {
            idpName: 'cloud_directory',
            isActive: true,
            config: (await manage(tenant, 'GET', '/config/idps/cloud_directory')).body.config,
          },
          { idpName: 'saml', isActive: false },
          { idpName: 'custom', isActive: false },
        ],
      },
    ])
  })
})
