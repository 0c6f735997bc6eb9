import type { ClockReading } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { control, toControl } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { useRefreshed } from '../refreshed.ts'
import { useTicking } from '../ticking.ts'
import { timeText } from '../time-text.ts'

/** A tenant's clock: shows it, freezes it, moves it. */
export function Clock({ tenantId }: { readonly tenantId: string }) {
  const path = `/tenants/${tenantId}/clock`
  const { value, error: unloaded, reload } = useRefreshed(() => control<ClockReading>('GET', path))
  const { outcome, send } = useAction(reload)
  const freeze = toControl('PUT', path, { frozen: true })
  const unfreeze = toControl('PUT', path, { frozen: false })
  const anHourOn = toControl('POST', `${path}/advance`, { seconds: 3600 })
  const back = toControl('DELETE', path)
  const frozen = value?.frozen === true
  return (
    <section aria-labelledby="clock">
      <h3 id="clock">Clock</h3>
      {value !== undefined && <Reading reading={value} />}
      <div class="buttons">
        <button
          type="button"
          onClick={() =>
            send<ClockReading>(frozen ? unfreeze : freeze, ({ now }) =>
              frozen ? 'The clock runs again.' : `Frozen at ${inText(now)}.`,
            )
          }
        >
          {frozen ? 'Unfreeze' : 'Freeze'}
        </button>
        <button
          type="button"
          onClick={() => send<ClockReading>(anHourOn, ({ now }) => `It is now ${inText(now)}.`)}
        >
          One hour on
        </button>
        <button
          type="button"
          onClick={() => send(back, () => 'The clock shows the time of the emulator.')}
        >
          Back to the emulator's time
        </button>
      </div>
      <Said {...outcome} />
      <Unloaded error={unloaded} />
      <OverHttp
        what="The clock"
        requests={{
          Freeze: freeze,
          Unfreeze: unfreeze,
          'One hour on': anHourOn,
          "Back to the emulator's time": back,
          'Read the clock': toControl('GET', path),
        }}
      />
    </section>
  )
}

/** The time, which goes on between two readings. */
function Reading({ reading }: { readonly reading: ClockReading }) {
  const now = useTicking(reading) ?? reading.now
  return (
    <dl class="values">
      <div>
        <dt>Time</dt>
        <dd>
          <time dateTime={inText(now)}>{inText(now)}</time>
          {reading.frozen && <strong class="mark">frozen</strong>}
        </dd>
      </div>
      <div>
        <dt>NumericDate</dt>
        <dd>
          <code>{now}</code>
        </dd>
      </div>
      <div>
        <dt>Offset</dt>
        <dd>{toOffset(reading.offset)}</dd>
      </div>
    </dl>
  )
}

/** A time of the clock, which is in seconds. */
const inText = (now: number) => timeText(now * 1000)

function toOffset(seconds: number): string {
  if (seconds === 0) return "none: it is the emulator's time"
  return `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the emulator`
}
