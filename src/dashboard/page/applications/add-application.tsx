import { useState } from 'preact/hooks'
import { useAction } from '../action.tsx'
import { type Application, scopesIn, toApplication, toRegister } from '../application-api.ts'
import { useWhileShown } from '../dialog.tsx'
import type { TenantInfo } from '../emulator.ts'
import { about, Field } from '../field.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { manage } from '../management.ts'
import { Problem } from '../problem.tsx'

interface AddApplicationProps {
  readonly tenant: TenantInfo
  /** There is a new application, though its scopes may be missing still. */
  readonly onRegistered: () => void
  readonly onSaved: (application: Application) => void
  readonly onClose: () => void
}

/** The form for a new application. Its scopes are a request of their own, so these may be refused when it exists already. */
export function AddApplication({ tenant, onRegistered, onSaved, onClose }: AddApplicationProps) {
  const [name, setName] = useState('')
  const [type, setType] = useState('regularwebapp')
  const [scopes, setScopes] = useState('')
  const [application, setApplication] = useState<Application>()
  const { outcome, run } = useAction()
  const { error } = outcome
  const close = useWhileShown(onClose)

  const register = toRegister(tenant, name, type)
  const wanted = scopesIn(scopes)
  const toScopes = (of: Pick<Application, 'clientId'>) =>
    toApplication(tenant, of, 'PUT', '/scopes', { scopes: wanted })
  const save = async () => {
    const existing = application ?? (await manage<Application>(register))
    if (application === undefined) onRegistered()
    setApplication(existing)
    if (wanted.length > 0) await manage(toScopes(existing))
    close()
    onSaved(existing)
  }
  return (
    <FormDialog
      title="Add Application"
      outcome={outcome}
      members={['name', 'type', 'scopes']}
      onSave={() => run(save)}
      onClose={onClose}
      closes={application === undefined ? 'Cancel' : 'Close'}
      what="The new application"
      requests={{
        'Register the application': register,
        ...(wanted.length > 0 && {
          'Set its scopes': toScopes(application ?? { clientId: '{clientId}' }),
        }),
      }}
    >
      <Field
        label="Name"
        value={name}
        readOnly={application !== undefined}
        onInput={setName}
        error={about(error, 'name')}
      />
      <div class="field">
        <label for="new-type">Type</label>
        <select
          id="new-type"
          value={type}
          disabled={application !== undefined}
          onChange={({ currentTarget }) => setType(currentTarget.value)}
        >
          <option>regularwebapp</option>
          <option>singlepageapp</option>
        </select>
        <Problem error={about(error, 'type')} />
      </div>
      <Field
        label="Scopes"
        hint="What the application offers to others, separated by spaces. May stay empty."
        value={scopes}
        onInput={setScopes}
        error={about(error, 'scopes')}
      />
      {application !== undefined && error !== undefined && (
        <p>The application is registered, without scopes.</p>
      )}
    </FormDialog>
  )
}
