import type { Decoded } from './jwt.ts'

/** What the members of App ID's tokens mean. */
const meanings: Readonly<Record<string, string>> = {
  alg: 'How it is signed: RS256 is RSA with SHA-256.',
  typ: 'What it is: a JSON Web Token.',
  kid: 'Which key of the key set signed it.',
  iss: 'Who issued it: this tenant. An API compares it with the issuer that it expects.',
  exp: 'When it expires.',
  aud: 'Whom it is for: the application itself, or the audience that was asked for. An API refuses tokens for others.',
  sub: 'Of whom it speaks: the application itself, by its client ID.',
  amr: 'How that was proved: with a client ID and a secret.',
  iat: 'When it was issued.',
  tenant: "The tenant's ID.",
  scope: "What it allows: appid_default, and what the application's roles grant.",
  ver: 'The version of App ID that made it.',
  roles: "The names of the application's roles.",
  nbf: 'From when on it is valid.',
  jti: 'The ID of the token.',
}

const dates: readonly string[] = ['exp', 'iat', 'nbf']

/** The members of a token, each with its meaning. */
export function Members({ of }: { readonly of: Decoded['claims'] }) {
  return (
    <dl class="members">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <code>{JSON.stringify(value)}</code>
            <span>
              {meanings[name] ?? 'A claim that the configuration of tokens adds.'}
              {dates.includes(name) && typeof value === 'number' && ` ${dateOf(value)}`}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function dateOf(numericDate: number): string {
  const date = new Date(numericDate * 1000)
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString()
}
