import type { ClockReading } from '../../api.ts'
import { Copy } from './copy.tsx'
import { control } from './emulator.ts'
import { type Decoded, decode } from './jwt.ts'
import { Members } from './members.tsx'
import { Problem } from './problem.tsx'
import { useRefreshed } from './refreshed.ts'
import { useTicking } from './ticking.ts'
import { type Recipient, Validity } from './validity.tsx'

/** A token, and when it came: in ms, on the clock of this computer. */
export interface Received {
  readonly token: string
  readonly at: number
}

interface TokenViewProps {
  readonly received: Received
  /** Whom it is for. */
  readonly application: Recipient
  readonly hasControl: boolean
  /** Which of a user's tokens it is; undefined for that of the application itself. */
  readonly kind?: 'access token' | 'id token'
}

/** A token, decoded and explained, and whether it is valid right now. */
export function TokenView({ received, application, hasControl, kind }: TokenViewProps) {
  const { token, at } = received
  const path = `/tenants/${application.tenantId}/clock`
  const { value: reading } = useRefreshed(async () =>
    hasControl ? control<ClockReading>('GET', path) : undefined,
  )
  const time = useTicking(reading)
  const decoded = decodedOrError(token)
  const name = kind ?? 'token'
  const ofKind = kind === undefined ? '' : ` of the ${kind}`
  return (
    <div class="token">
      <div class="request">
        <pre>{token}</pre>
        <Copy text={token} what={`the ${name}`} />
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
          <h4>Header{ofKind}</h4>
          <Members of={decoded.header} />
          <h4>Claims{ofKind}</h4>
          <Members of={decoded.claims} isUsers={kind !== undefined} />
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
