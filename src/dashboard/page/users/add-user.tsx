import { useState } from 'preact/hooks'
import type { User } from '../../../api.ts'
import { Said, useAction } from '../action.tsx'
import { rolesOf } from '../application-api.ts'
import { Dialog, useWhileShown } from '../dialog.tsx'
import { send, type TenantInfo, toControl } from '../emulator.ts'
import { about, aboutNone, Field, useFormWith } from '../field.tsx'
import { useLoaded } from '../loaded.ts'
import { OverHttp } from '../over-http.tsx'
import { Problem } from '../problem.tsx'
import { usersPath } from './user-api.ts'

/** The members of a user that are texts, by their labels. */
const fields = {
  email: 'E-mail',
  password: 'Password',
  givenName: 'First name',
  familyName: 'Last name',
} as const

interface AddUserProps {
  readonly tenant: TenantInfo
  readonly onSaved: (user: User) => void
  readonly onClose: () => void
}

/** The form for a new user of the Cloud Directory. */
export function AddUser({ tenant, onSaved, onClose }: AddUserProps) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [roles, setRoles] = useState<readonly string[]>([])
  const { value: all = [], error: unloaded } = useLoaded(() => rolesOf(tenant), [tenant])
  const { outcome, run } = useAction()
  const { error } = outcome
  const close = useWhileShown(onClose)
  const form = useFormWith(error)

  const given = Object.entries(texts).filter(([, text]) => text !== '')
  const body = { ...Object.fromEntries(given), ...(roles.length > 0 && { roles }) }
  const request = toControl('POST', usersPath(tenant), body)
  const save = async () => {
    const user = await send<User>(request)
    close()
    onSaved(user)
  }
  return (
    <Dialog title="Add user" onClose={onClose}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          run(save)
        }}
      >
        {Object.entries(fields).map(([member, label]) => (
          <Field
            key={member}
            label={label}
            value={texts[member] ?? ''}
            onInput={(text) => setTexts({ ...texts, [member]: text })}
            error={about(error, member)}
          />
        ))}
        <Problem error={unloaded} />
        {all.length > 0 && (
          <fieldset>
            <legend>Roles</legend>
            {all.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={roles.includes(name)}
                  onChange={({ currentTarget: { checked } }) =>
                    setRoles(checked ? [...roles, name] : roles.filter((one) => one !== name))
                  }
                />{' '}
                {name}
              </label>
            ))}
            <Problem error={about(error, 'roles')} />
          </fieldset>
        )}
        <Said {...outcome} error={aboutNone(error, [...Object.keys(fields), 'roles'])} />
        <p class="buttons">
          <button type="submit" class="primary">
            Save
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
        <OverHttp what="The new user" requests={{ 'Add the user': request }} />
      </form>
    </Dialog>
  )
}
