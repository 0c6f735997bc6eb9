import { useState } from 'preact/hooks'
import type { TenantInfo } from '../emulator.ts'
import { Clock } from './clock.tsx'
import { Faults } from './faults.tsx'
import { Keys } from './keys.tsx'
import { Reset } from './reset.tsx'

interface RehearseProps {
  readonly tenant: TenantInfo
  readonly onReset: () => void
}

/** Rehearses what seldom happens to a client: another time, other keys, failures. */
export function Rehearse({ tenant, onReset }: RehearseProps) {
  const { tenantId, name = tenantId } = tenant
  const [resets, setResets] = useState(0)
  return (
    <>
      <h2>Rehearse {name}</h2>
      <div class="rehearse">
        <Clock key={`clock ${resets}`} tenantId={tenantId} />
        <Keys key={`keys ${resets}`} tenantId={tenantId} />
        <Faults key={`faults ${resets}`} tenantId={tenantId} />
        <Reset
          tenant={tenant}
          onReset={() => {
            setResets((last) => last + 1)
            onReset()
          }}
        />
      </div>
    </>
  )
}
