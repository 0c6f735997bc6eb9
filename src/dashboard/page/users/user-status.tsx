import { useRef } from 'preact/hooks'
import type { User } from '../../../api.ts'
import { isDisabled, isLocked } from '../../../model/users/locked.ts'
import { Said, useAction } from '../action.tsx'
import type { TenantInfo } from '../emulator.ts'
import { manage } from '../management.ts'
import { OverHttp } from '../over-http.tsx'
import { nameOf, toChange } from './user-api.ts'

const confirm = { name: 'Confirm', change: { status: 'CONFIRMED' }, said: 'is confirmed' } as const
const activate = { name: 'Activate', change: { active: true }, said: 'is active' } as const
const deactivate = { name: 'Deactivate', change: { active: false }, said: 'is inactive' } as const

interface UserStatusProps {
  readonly tenant: TenantInfo
  readonly user: User
  /** The time of the tenant's clock, in seconds. */
  readonly now: number
  readonly onChanged: () => void
}

/** Lets a user of the Cloud Directory sign in, or keeps one from it. */
export function UserStatus({ tenant, user, now, onChanged }: UserStatusProps) {
  const { outcome, run } = useAction(onChanged)
  const title = useRef<HTMLHeadingElement>(null)
  const isOff = isDisabled(user) || isLocked(user, now * 1000)
  const changes = [
    ...(user.status === 'PENDING' ? [confirm] : []),
    isOff ? activate : deactivate,
  ].map(({ name, change, said }) => ({ name, said, request: toChange(tenant, user, change) }))
  return (
    <section>
      <h3 ref={title} tabIndex={-1}>
        Status
      </h3>
      <div class="buttons">
        {changes.map(({ name, said, request }) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              run(() => manage(request), `${nameOf(user)} ${said}.`)
              // The button goes away.
              title.current?.focus()
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <Said {...outcome} />
      <OverHttp
        what="The status"
        requests={Object.fromEntries(changes.map(({ name, request }) => [name, request]))}
      />
    </section>
  )
}
