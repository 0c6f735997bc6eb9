import type { Application } from './application-api.ts'
import { overview, send } from './emulator.ts'
import { type Decoded, flawOfClaims, flawOfSignature, type JwkSet } from './jwt.ts'
import { Unloaded } from './problem.tsx'
import { useRefreshed } from './refreshed.ts'
import { timeText } from './time-text.ts'

/** The application that a token is for. */
export type Recipient = Pick<Application, 'tenantId' | 'clientId' | 'oAuthServerUrl'>

interface ValidityProps {
  readonly token: string
  readonly decoded: Decoded
  readonly application: Recipient
  /** The time on the tenant's clock, a NumericDate; undefined when it is unknown. */
  readonly time: number | undefined
  readonly isFrozen: boolean
  /** How many seconds ago the token came, on the clock of this computer. */
  readonly passed: number
  readonly hasControl: boolean
}

/** Whether the token is valid right now, and for how long. */
export function Validity(props: ValidityProps) {
  const { token, decoded, application, time, isFrozen, passed, hasControl } = props
  const { claims } = decoded
  const now = time ?? (typeof claims.iat === 'number' ? claims.iat : 0) + passed
  return (
    <>
      {typeof claims.exp === 'number' && (time !== undefined || !hasControl) && (
        <p role="timer" aria-label="Lifetime" class={claims.exp > now ? '' : 'bad'}>
          {lifetime(claims.exp - now)}
          {isFrozen && " The tenant's clock is frozen."}
        </p>
      )}
      {!hasControl && (
        <p>
          The tenant's clock cannot be read, because the control API is switched off. This counts
          from iat, with the clock of this computer.
        </p>
      )}
      <Verification token={token} claims={claims} application={application} now={now} />
    </>
  )
}

interface VerificationProps {
  readonly token: string
  readonly claims: Decoded['claims']
  readonly application: Recipient
  readonly now: number
}

/** Verifies the token as an API does: with the key set and the issuer of this moment. */
function Verification({ token, claims, application, now }: VerificationProps) {
  const { clientId, tenantId, oAuthServerUrl } = application
  const { value, error } = useRefreshed(async () => {
    if (!isSecureContext) return undefined
    const [keys, { tenants }] = await Promise.all([
      send<JwkSet>({ method: 'GET', url: `${oAuthServerUrl}/publickeys` }),
      overview(),
    ])
    return {
      flaw: await flawOfSignature(token, keys),
      issuer: tenants.find((tenant) => tenant.tenantId === tenantId)?.issuer,
      at: timeText(Date.now()),
    }
  })
  if (!isSecureContext)
    return (
      <p>
        This browser cannot verify the token: browsers have cryptography on https and on localhost,
        but not on {location.origin}.
      </p>
    )
  const doubt = value && flawOfClaims(claims, { issuer: value.issuer, audience: clientId, now })
  const isGood = value?.flaw === undefined && doubt === undefined
  return (
    <div class="verification">
      <p role="status" aria-label="Verification" class={isGood ? 'good' : 'bad'}>
        {value && verdict(value.flaw, doubt)}
      </p>
      {value && <p>Checked against the key set at {value.at}, by the clock of this computer.</p>}
      <Unloaded error={error} />
    </div>
  )
}

function verdict(flaw: string | undefined, doubt: string | undefined): string {
  if (flaw !== undefined) return `Does not verify: ${flaw}.`
  if (doubt !== undefined) return `The signature verifies, but ${doubt}.`
  return 'Verifies.'
}

function lifetime(left: number): string {
  return left > 0 ? `Expires in ${duration(left)}.` : `Expired ${duration(-left)} ago.`
}

/** A number of seconds in words: `59 min 58 s`. */
function duration(seconds: number): string {
  const whole = Math.floor(seconds)
  const parts = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
