import { Said, useAction } from '../action.tsx'
import type { Application } from '../application-api.ts'
import type { HttpRequest } from '../curl.ts'
import { sendAsClient } from '../emulator.ts'
import { keeping } from '../kept.ts'
import { type Received, TokenView } from '../token-view.tsx'
import { tokenRequest } from './token-request.ts'

interface TokenProps {
  readonly application: Application
  readonly hasControl: boolean
}

const useReceived = keeping<Received>()

/** Gets a token with the application's credentials, as the application would, and explains it. */
export function Token({ application, hasControl }: TokenProps) {
  const [received, setReceived] = useReceived(`${application.tenantId} ${application.clientId}`)
  const { outcome, run } = useAction()
  const request = tokenRequest(application)
  if (request === undefined)
    return (
      <section>
        <h3>Token</h3>
        <p>A {application.type} has no secret, so it cannot get a token as itself.</p>
      </section>
    )

  const get = async () => {
    try {
      setReceived({ token: await tokenFor(request), at: Date.now() })
    } catch (error) {
      setReceived(undefined)
      throw error
    }
  }
  return (
    <section>
      <h3>Token</h3>
      <button type="button" onClick={() => run(get)}>
        Get a token
      </button>
      <Said {...outcome} />
      {received !== undefined && (
        <TokenView
          key={received.token}
          received={received}
          application={application}
          hasControl={hasControl}
        />
      )}
    </section>
  )
}

async function tokenFor(request: HttpRequest): Promise<string> {
  const answer = await sendAsClient<{ access_token?: unknown } | undefined>(request)
  const token = answer?.access_token
  if (typeof token !== 'string') throw new Error('The answer contains no access_token.')
  return token
}
