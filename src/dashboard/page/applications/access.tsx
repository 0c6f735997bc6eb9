import { useState } from 'preact/hooks'
import { Said, useAction } from '../action.tsx'
import type { TenantInfo } from '../emulator.ts'
import { useLoaded } from '../loaded.ts'
import { manage } from '../management.ts'
import { Problem } from '../problem.tsx'
import { type Application, manageApplication, type Role, scopesIn } from './application-api.ts'
import { Field, useFormWith } from './field.tsx'

interface AccessProps {
  readonly tenant: TenantInfo
  readonly application: Application
}

/** The scopes that the application offers, and the roles that it has. */
export function Access(props: AccessProps) {
  return (
    <section>
      <h3>Scopes and roles</h3>
      <Scopes {...props} />
      <Roles {...props} />
    </section>
  )
}

function Scopes({ tenant, application }: AccessProps) {
  const {
    value,
    error: unloaded,
    reload,
  } = useLoaded(
    () => manageApplication<{ scopes: readonly string[] }>(tenant, application, 'GET', '/scopes'),
    [application],
  )
  const [draft, setDraft] = useState<string>()
  const { said, error, run } = useAction(reload)
  const form = useFormWith(error)
  if (value === undefined) return <Problem error={unloaded} />

  const text = draft ?? value.scopes.join(' ')
  const save = async () => {
    await manageApplication(tenant, application, 'PUT', '/scopes', { scopes: scopesIn(text) })
    setDraft(undefined)
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        run(save, 'The scopes are saved.')
      }}
    >
      <Field
        label="Scopes"
        hint="What the application offers to others, separated by spaces."
        value={text}
        onInput={setDraft}
        error={error}
      />
      <button type="submit">Save scopes</button>
      <Said said={said} />
    </form>
  )
}

function Roles({ tenant, application }: AccessProps) {
  const {
    value,
    error: unloaded,
    reload,
  } = useLoaded(async () => {
    const [{ roles: all }, { roles: own }] = await Promise.all([
      manage<{ roles: readonly Role[] }>(tenant, 'GET', '/roles'),
      manageApplication<{ roles: readonly Role[] }>(tenant, application, 'GET', '/roles'),
    ])
    return { all, own: own.map(({ id }) => id) }
  }, [application])
  const [draft, setDraft] = useState<readonly string[]>()
  const { said, error, run } = useAction(reload)
  if (value === undefined) return <Problem error={unloaded} />
  if (value.all.length === 0)
    return (
      <p>
        This tenant has no roles. Create one with POST {tenant.managementUrl}/roles, which is among
        the <a href="swagger-ui/">operations</a>.
      </p>
    )

  // A role may have been deleted since it was checked.
  const ids = (draft ?? value.own).filter((one) => value.all.some(({ id }) => id === one))
  const save = async () => {
    await manageApplication(tenant, application, 'PUT', '/roles', { roles: { ids } })
    setDraft(undefined)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run(save, 'The roles are saved. The next token has their scopes.')
      }}
    >
      <fieldset>
        <legend>Roles</legend>
        {value.all.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={ids.includes(id)}
              onChange={({ currentTarget: { checked } }) =>
                setDraft(checked ? [...ids, id] : ids.filter((one) => one !== id))
              }
            />{' '}
            {name}
          </label>
        ))}
      </fieldset>
      <button type="submit">Save roles</button>
      <Said said={said} error={error} />
    </form>
  )
}
