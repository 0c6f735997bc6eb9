import type { Decoded } from './jwt.ts'
import { timeText } from './time-text.ts'

/** What the members of App ID's tokens mean. */
const meanings: Readonly<Record<string, string>> = {
  alg: 'How it is signed: RS256 is RSA with SHA-256.',
  typ: 'What it is: a JSON Web Token.',
  kid: 'Which key of the key set signed it.',
  iss: 'Who issued it: this tenant. An API compares it with the issuer that it expects.',
  exp: 'When it expires.',
  aud: 'Whom it is for: the application itself, or the audience that was asked for. An API refuses tokens for others.',
  sub: 'Of whom it speaks: the application itself, by its client id.',
  amr: 'How that was proved: with a client id and a secret.',
  iat: 'When it was issued.',
  tenant: "The tenant's id.",
  scope: "What it allows: appid_default, and what the application's roles grant.",
  ver: 'The version of App ID that made it.',
  roles: "The names of the application's roles.",
  nbf: 'From when on it is valid.',
  jti: 'The id of the token.',
}

/** What they mean in the tokens of a user, as far as that differs, and what only those have. */
const usersMeanings: Readonly<Record<string, string>> = {
  aud: 'Whom it is for: the application that the user signed in to. It refuses tokens for others.',
  sub: 'Of whom it speaks: the user, by the id of the profile.',
  amr: 'Who vouched for the user: the identity provider.',
  scope:
    "What it allows: appid_default, what App ID grants about the user's own profile, and what the user's roles grant.",
  roles: "The names of the user's roles.",
  email: "The user's e-mail address.",
  email_verified: 'Whether the user has proved to own the e-mail address.',
  name: "The user's name, to show it.",
  given_name: "The user's first name.",
  family_name: "The user's last name.",
  gender: "The user's gender, as the provider gives it.",
  locale: "The user's language, as the provider gives it.",
  picture: "The address of the user's picture, as the provider gives it.",
  preferred_username: "The user's name to sign in with.",
  identities: 'Which identities belong to the profile: the provider, and the id of the user there.',
  nonce:
    'What the client sent with its request: it compares them, so that nobody can replay a token.',
}

const dates: readonly string[] = ['exp', 'iat', 'nbf']

interface MembersProps {
  readonly of: Decoded['claims']
  /** Whether it is a token of a user. */
  readonly isUsers?: boolean
}

/** The members of a token, each with its meaning. */
export function Members({ of, isUsers = false }: MembersProps) {
  const known = isUsers ? { ...meanings, ...usersMeanings } : meanings
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
              {known[name] ?? 'A claim that the configuration of tokens adds.'}
              {dates.includes(name) &&
                typeof value === 'number' &&
                ` ${timeText(value * 1000) ?? ''}`}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
