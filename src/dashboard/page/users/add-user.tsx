import { useState } from 'preact/hooks'
import type { User } from '../../../api.ts'
import { useAction } from '../action.tsx'
import { rolesOf } from '../application-api.ts'
import { useWhileShown } from '../dialog.tsx'
import { send, type TenantInfo, toControl } from '../emulator.ts'
import { about, Field } from '../field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { useLoaded } from '../loaded.ts'
import { Problem } from '../problem.tsx'
import { RoleChoice } from '../role-choice.tsx'
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

  const given = Object.entries(texts).filter(([, text]) => text !== '')
  const body = { ...Object.fromEntries(given), ...(roles.length > 0 && { roles }) }
  const request = toControl('POST', usersPath(tenant), body)
  const save = async () => {
    const user = await send<User>(request)
    close()
    onSaved(user)
  }
  return (
    <FormDialog
      title="Add user"
      outcome={outcome}
      members={[...Object.keys(fields), 'roles']}
      onSave={() => run(save)}
      onClose={onClose}
      what="The new user"
      requests={{ 'Add the user': request }}
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
        <RoleChoice all={all} by="name" chosen={roles} onChange={setRoles}>
          <Problem error={about(error, 'roles')} />
        </RoleChoice>
      )}
    </FormDialog>
  )
}
