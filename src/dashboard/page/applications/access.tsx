import { useState } from 'preact/hooks'
import { Said, useAction } from '../action.tsx'
import {
  type Application,
  type Role,
  rolesOf,
  scopesIn,
  toApplication,
} from '../application-api.ts'
import type { TenantInfo } from '../emulator.ts'
import { Field, useFormWith } from '../field.tsx'
import { useLoaded } from '../loaded.ts'
import { manage } from '../management.ts'
import { OverHttp } from '../over-http.tsx'
import { Problem } from '../problem.tsx'
import { RoleChoice } from '../role-choice.tsx'

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
    () =>
      manage<{ scopes: readonly string[] }>(toApplication(tenant, application, 'GET', '/scopes')),
    [tenant, application.clientId],
  )
  const [draft, setDraft] = useState<string>()
  const { outcome, run } = useAction(reload)
  const form = useFormWith(outcome.error)
  if (value === undefined) return <Problem error={unloaded} />

  const text = draft ?? value.scopes.join(' ')
  const request = toApplication(tenant, application, 'PUT', '/scopes', { scopes: scopesIn(text) })
  const save = async () => {
    await manage(request)
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
        error={outcome.error}
      />
      <button type="submit">Save scopes</button>
      <Said {...outcome} error={undefined} />
      <OverHttp what="The scopes" requests={{ 'Save the scopes': request }} />
    </form>
  )
}

function Roles({ tenant, application }: AccessProps) {
  const {
    value,
    error: unloaded,
    reload,
  } = useLoaded(async () => {
    const [all, { roles: own }] = await Promise.all([
      rolesOf(tenant),
      manage<{ roles: readonly Role[] }>(toApplication(tenant, application, 'GET', '/roles')),
    ])
    return { all, own: own.map(({ id }) => id) }
  }, [tenant, application.clientId])
  const [draft, setDraft] = useState<readonly string[]>()
  const { outcome, run } = useAction(reload)
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
  const request = toApplication(tenant, application, 'PUT', '/roles', { roles: { ids } })
  const save = async () => {
    await manage(request)
    setDraft(undefined)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run(save, 'The roles are saved. The next token has their scopes.')
      }}
    >
      <RoleChoice all={value.all} by="id" chosen={ids} onChange={setDraft} />
      <button type="submit">Save roles</button>
      <Said {...outcome} />
      <OverHttp what="The roles" requests={{ 'Save the roles': request }} />
    </form>
  )
}
