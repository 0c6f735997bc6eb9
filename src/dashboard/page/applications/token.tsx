import type { ClockReading } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { Copy } from '../copy.tsx'
import type { HttpRequest } from '../curl.ts'
import { control, sendAsClient } from '../emulator.ts'
import { Problem } from '../problem.tsx'
import { useRefreshed } from '../refreshed.ts'
import { useTicking } from '../ticking.ts'
import type { Application } from './application-api.ts'
import { type Decoded, decode } from './jwt.ts'
import { keeping } from './kept.ts'
import { Members } from './members.tsx'
import { tokenRequest } from './token-request.ts'
import { Validity } from './validity.tsx'

/** A token, and when it came: in ms, on the clock of this computer. */
interface Received {
  readonly token: string
  readonly at: number
}

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

interface TokenViewProps {
  readonly received: Received
  readonly application: Application
  readonly hasControl: boolean
}

function TokenView({ received: { token, at }, application, hasControl }: TokenViewProps) {
  const path = `/tenants/${application.tenantId}/clock`
  const { value: reading } = useRefreshed(async () =>
    hasControl ? control<ClockReading>('GET', path) : undefined,
  )
  const time = useTicking(reading)
  const decoded = decodedOrError(token)
  return (
    <div class="token">
      <div class="request">
        <pre>{token}</pre>
        <Copy text={token} what="the token" />
      </div>
      {decoded instanceof Error ? (
        <Problem error={decoded} />
      ) : (
        <>
          <Validity
            token={token}
            decoded={decoded}
            application={application}
            time={time}
            isFrozen={reading?.frozen === true}
            passed={(Date.now() - at) / 1000}
            hasControl={hasControl}
          />
          <h4>Header</h4>
          <Members of={decoded.header} />
          <h4>Claims</h4>
          <Members of={decoded.claims} />
        </>
      )}
    </div>
  )
}

function decodedOrError(token: string): Decoded | Error {
  try {
    return decode(token)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
