import { useState } from 'preact/hooks'
import type { User, UserTokens } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { applicationsOf } from '../application-api.ts'
import { Copy } from '../copy.tsx'
import { send, type TenantInfo } from '../emulator.ts'
import { keeping } from '../kept.ts'
import { useLoaded } from '../loaded.ts'
import { OverHttp } from '../over-http.tsx'
import { Problem } from '../problem.tsx'
import { TokenView } from '../token-view.tsx'
import type { Recipient } from '../validity.tsx'
import { keyOf, nameOf, toSignIn } from './user-api.ts'

interface SignInAsProps {
  readonly tenant: TenantInfo
  readonly user: User
  readonly onSignedIn: () => void
}

/** The tokens that came, when (in ms, on the clock of this computer), and for whom. */
interface SignedIn {
  readonly tokens: UserTokens
  readonly at: number
  readonly application: Recipient
}

const useSignedIn = keeping<SignedIn>()

/** Signs the user in to an application, without a password, and explains the tokens. */
export function SignInAs({ tenant, user, onSignedIn }: SignInAsProps) {
  const { value: applications, error } = useLoaded(() => applicationsOf(tenant), [tenant])
  const [chosen, setChosen] = useState<string>()
  const [signedIn, setSignedIn] = useSignedIn(`${tenant.tenantId} ${keyOf(user)}`)
  const { outcome, run } = useAction()
  const application = applications?.find(({ clientId }) => clientId === chosen) ?? applications?.[0]
  if (application === undefined)
    return (
      <section>
        <h3>Sign in as</h3>
        <Problem error={error} />
        {applications && <p>This tenant has no application to sign in to. Add one first.</p>}
      </section>
    )

  const request = toSignIn(tenant, user, application.clientId)
  const signIn = async () => {
    setSignedIn(undefined)
    const tokens = await send<UserTokens>(request)
    setSignedIn({ tokens, at: Date.now(), application })
    onSignedIn()
  }
  return (
    <section>
      <h3>Sign in as</h3>
      <div class="choice">
        <label>
          Application{' '}
          <select
            value={application.clientId}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          >
            {applications?.map(({ clientId, name }) => (
              <option key={clientId} value={clientId}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => run(signIn, `${nameOf(user)} is signed in.`)}>
          Sign in
        </button>
      </div>
      <Said {...outcome} />
      <OverHttp what="The sign-in" requests={{ 'Sign the user in': request }} />
      {signedIn !== undefined && <Tokens {...signedIn} />}
    </section>
  )
}

function Tokens({ tokens, at, application }: SignedIn) {
  const { accessToken, idToken, refreshToken } = tokens
  const shared = { application, hasControl: true }
  return (
    <>
      <h4>Access token</h4>
      <TokenView
        key={accessToken}
        {...shared}
        received={{ token: accessToken, at }}
        kind="access token"
      />
      <h4>Id token</h4>
      <TokenView key={idToken} {...shared} received={{ token: idToken, at }} kind="id token" />
      {refreshToken !== undefined && (
        <>
          <h4>Refresh token</h4>
          <div class="request">
            <pre>{refreshToken}</pre>
            <Copy text={refreshToken} what="the refresh token" />
          </div>
        </>
      )}
    </>
  )
}
