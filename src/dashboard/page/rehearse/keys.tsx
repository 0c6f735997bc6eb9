import type { Key } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { control, toControl } from '../emulator.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { useRefreshed } from '../refreshed.ts'

/** A tenant's signing keys, and two ways to rotate them. */
export function Keys({ tenantId }: { readonly tenantId: string }) {
  const path = `/tenants/${tenantId}/keys`
  const {
    value,
    error: unloaded,
    reload,
  } = useRefreshed(() => control<{ readonly keys: readonly Key[] }>('GET', path))
  // A rotation without overlap keeps the old keys, but not in the key set.
  const keys = value?.keys.filter(({ published, signing }) => published || signing)
  const { outcome, send } = useAction(reload)
  const keep = toControl('POST', `${path}/rotate`, { keepOld: true })
  const replace = toControl('POST', `${path}/rotate`, { keepOld: false })
  const say = ({ kid }: { readonly kid: string }) => `${kid} signs from now on.`
  return (
    <section aria-labelledby="keys">
      <h3 id="keys">Keys</h3>
      {keys?.length === 0 && <p>None yet: the first token or key set makes one.</p>}
      <ul class="keys" aria-label="Signing keys">
        {keys?.map(({ kid, published, signing }) => (
          <li key={kid}>
            <code>{kid}</code>
            {signing && <strong class="mark">signs</strong>}
            {!published && <strong class="mark">not in the key set</strong>}
          </li>
        ))}
      </ul>
      <div class="buttons">
        <button type="button" onClick={() => send(keep, say)}>
          Rotate, keep the old keys
        </button>
        <button type="button" onClick={() => send(replace, say)}>
          Rotate, remove the old keys
        </button>
      </div>
      <Said {...outcome} />
      <Unloaded error={unloaded} />
      <OverHttp
        what="The keys"
        requests={{
          'Rotate, keep the old keys': keep,
          'Rotate, remove the old keys': replace,
          'List the keys': toControl('GET', path),
        }}
      />
    </section>
  )
}
