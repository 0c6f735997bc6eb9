import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { createEmulator, type Fixture } from '../../src/index.ts'
import { control, demo, it, requestToken, tenantOf } from '../support/emulator.ts'

type Key = NonNullable<Fixture['tenants'][string]['signingKeys']>[number]

/** Makes a private key, as a JWK (RFC 7518 §6.3). */
const newKey = (kid: string, modulusLength = 2048, publicExponent = 65537): Key => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent })
  const {
    n = '',
    e = '',
    d = '',
    p = '',
    q = '',
    dp = '',
    dq = '',
    qi = '',
  } = privateKey.export({
    format: 'jwk',
  })
  return { kid, kty: 'RSA', n, e, d, p, q, dp, dq, qi }
}
const key = newKey('mine')
const other = newKey('other')
const mismatch = 'is not a valid RSA key: its numbers do not match'

const withKey = (signingKey: Key): Fixture => ({
  version: 1,
  tenants: { [demo.tenantId]: { applications: [demo.a], signingKeys: [signingKey] } },
})
const place = `tenants.${demo.tenantId}.signingKeys.0`

describe('an invalid signing key', () => {
  const numbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const
  it.for([
    ['a modulus of zeros', { n: 'A'.repeat(342) }, mismatch],
    ['the modulus of another key', { n: other.n }, mismatch],
    ['the primes of another key', { p: other.p, q: other.q }, mismatch],
    ['the exponent of another key', { d: other.d }, mismatch],
    ['primes in the wrong order', { p: key.q, q: key.p }, mismatch],
    ['a factor of 1', { p: 'AQ', q: key.n }, mismatch],
    ...numbers
      .filter((name) => name !== 'n')
      .map((name) => [`one letter for ${name}`, { [name]: 'A' }, mismatch] as const),
    [
      'a modulus of 1024 bits',
      newKey('short', 1024),
      `${place}.n: must be an RSA modulus of 2048 to 16384 bits in base64url`,
    ],
    [
      'an oversized modulus',
      { n: 'B'.repeat(100_000) },
      `${place}.n: must be an RSA modulus of 2048 to 16384 bits in base64url`,
    ],
  ] as const)(
    'is refused in a seed, a data file and the control API: %s',
    async ([, members, message], { emulator }) => {
      const wrong = withKey({ ...key, ...members, kid: 'mine' })
      await expect(createEmulator({ seed: wrong })).rejects.toThrow(message)
      await expect(
        createEmulator({
          seed: {
            version: 1,
            iam: { signingKeys: wrong.tenants[demo.tenantId]?.signingKeys ?? [] },
            tenants: {},
          },
        }),
      ).rejects.toThrow(message.replace(place, 'iam.signingKeys.0'))
      const folder = await mkdtemp(join(tmpdir(), 'keys-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const data = join(folder, 'db.json')
      await writeFile(data, JSON.stringify(wrong))
      await expect(createEmulator({ data, seed: false })).rejects.toThrow(message)

      const before = await emulator.state.get()
      const put = await control(emulator, 'PUT', '/state', wrong)
      const refused = (text: string) => ({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(text),
      })
      expect([put.status, put.body]).toEqual([400, refused(message)])
      const { tenantId } = demo
      const fixture = wrong.tenants[tenantId]
      const made = await control(emulator, 'POST', '/tenants', { tenantId, fixture })
      const there = message.replace(place, 'fixture.signingKeys.0')
      expect([made.status, made.body]).toEqual([400, refused(there)])
      expect(await emulator.state.get()).toEqual(before)
    },
  )

  it('is reported with its path', async () => {
    await expect(createEmulator({ seed: withKey({ ...key, d: 'A' }) })).rejects.toMatchObject({
      message: `the seed: ${place}: ${mismatch}`,
    })
  })
})

describe('a valid signing key', () => {
  it.for([
    ['of 2048 bits', key],
    ['of 3072 bits', newKey('long', 3072)],
    ['with a small exponent', newKey('small', 2048, 3)],
    [
      'with leading zeros',
      {
        ...key,
        n: Buffer.concat([Buffer.alloc(1), Buffer.from(key.n, 'base64url')]).toString('base64url'),
      },
    ],
  ] as const)('signs: %s', async ([, good], { start }) => {
    const emulator = await start({ seed: withKey(good) })
    expect((await requestToken(tenantOf(emulator))).status).toBe(200)
    const { accessToken } = await emulator.tenant(demo.tenantId).tokens.create()
    expect(accessToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  })
})
