import { useState } from 'preact/hooks'
import type { User } from '../../../api.ts'
import { Copy } from '../copy.tsx'
import type { TenantInfo } from '../emulator.ts'
import { Row } from '../row.tsx'
import { Values } from '../values.tsx'
import { DeleteUser } from './delete-user.tsx'
import { SignInAs } from './sign-in-as.tsx'
import { keyOf, loginOf, nameOf, statusOf } from './user-api.ts'
import { UserStatus } from './user-status.tsx'

interface UserProps {
  readonly tenant: TenantInfo
  readonly user: User
  /** The time of the tenant's clock, in seconds. */
  readonly now: number
  readonly onChanged: () => void
  readonly onDeleted: () => void
}

export function rowId(user: User): string {
  return `user-${keyOf(user)}`
}

/** A user in the list, which expands. */
export function UserRow(props: UserProps) {
  const { tenant, user, now } = props
  return (
    <Row
      id={rowId(user)}
      keptAs={`${tenant.tenantId} user ${keyOf(user)}`}
      summary={
        <>
          <span class="name">{nameOf(user)}</span> <span>{loginOf(user)}</span>{' '}
          <span class="type">{user.provider}</span> <span class="type">{statusOf(user, now)}</span>{' '}
          <span>{user.roles.join(', ')}</span>
        </>
      }
    >
      <Expanded {...props} />
    </Row>
  )
}

function Expanded({ tenant, user, now, onChanged, onDeleted }: UserProps) {
  const [asks, setAsks] = useState(false)
  return (
    <>
      <p class="buttons">
        <button type="button" class="danger" onClick={() => setAsks(true)}>
          Delete
        </button>
      </p>
      <Facts user={user} />
      {user.provider === 'cloud_directory' && !user.removed && (
        <UserStatus tenant={tenant} user={user} now={now} onChanged={onChanged} />
      )}
      {/* Keyed by the status: why a pending user could not sign in no longer holds for a confirmed one. */}
      <SignInAs key={statusOf(user, now)} tenant={tenant} user={user} onSignedIn={onChanged} />
      {asks && (
        <DeleteUser tenant={tenant} user={user} onClose={() => setAsks(false)} onDone={onDeleted} />
      )}
    </>
  )
}

function Facts({ user }: { readonly user: User }) {
  const { id, profileId, email, userName, password, idpIdentity, attributes } = user
  const idName = user.provider === 'cloud_directory' ? 'SCIM id' : `id at ${user.provider}`
  const values = {
    [idName]: id,
    'profile id (sub)': profileId ?? undefined,
    'prepared for': idpIdentity,
    'e-mail': email,
    'user name': userName,
    password,
    created: user.created,
    'last sign-in': user.lastLogin,
  }
  const json = JSON.stringify(attributes, null, 2)
  return (
    <section>
      <h3>User</h3>
      <Values values={values} />
      {profileId === null && <p>There is no profile yet: the first sign-in makes it.</p>}
      {user.provider === 'cloud_directory' && password === undefined && (
        <p>
          {user.passwordHashed
            ? 'The password is not known here: the emulator keeps a hash of it.'
            : 'The user has no password.'}
        </p>
      )}
      <h4>Attributes</h4>
      <div class="request">
        <pre>{json}</pre>
        <Copy text={json} what="the attributes" />
      </div>
    </section>
  )
}
