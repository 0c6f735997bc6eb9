import { useState } from 'preact/hooks'
import { Said, useAction } from '../action.tsx'
import { Dialog } from '../dialog.tsx'
import { type TenantInfo, toControl } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'

interface ResetProps {
  readonly tenant: TenantInfo
  readonly onReset: () => void
}

/** Takes a tenant back to the seed, but asks first. */
export function Reset({ tenant: { tenantId, name = tenantId }, onReset }: ResetProps) {
  const [asks, setAsks] = useState(false)
  const { outcome, send } = useAction(onReset)
  const reset = toControl('POST', `/tenants/${tenantId}/reset`)
  return (
    <section aria-labelledby="reset" class="wide">
      <h3 id="reset">Reset</h3>
      <p>Takes the tenant back to the seed, or to the state in which it was created.</p>
      <div class="buttons">
        <button type="button" class="danger" onClick={() => setAsks(true)}>
          Reset the tenant…
        </button>
      </div>
      <Said {...outcome} />
      {asks && (
        <Dialog title={`Reset ${name}?`} onClose={() => setAsks(false)}>
          <p>
            Its applications, secrets, keys, clock and faults become what they were at first. What
            was registered or changed since is gone, and so are its requests in the journal.
          </p>
          <div class="buttons">
            <button type="button" onClick={() => setAsks(false)}>
              Cancel
            </button>
            <button
              type="button"
              class="danger"
              onClick={() => {
                setAsks(false)
                send(reset, () => `${name} is reset.`)
              }}
            >
              Reset
            </button>
          </div>
        </Dialog>
      )}
      <OverHttp what="The reset" requests={{ 'Reset the tenant': reset }} />
    </section>
  )
}
