import type { ComponentChildren } from 'preact'

interface RoleChoiceProps {
  readonly all: readonly { readonly id: string; readonly name: string }[]
  /** By what a role is chosen. */
  readonly by: 'id' | 'name'
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  readonly children?: ComponentChildren
}

/** Chooses any number of roles. */
export function RoleChoice({ all, by, chosen, onChange, children }: RoleChoiceProps) {
  return (
    <fieldset>
      <legend>Roles</legend>
      {all.map((role) => (
        <label key={role.id}>
          <input
            type="checkbox"
            checked={chosen.includes(role[by])}
            onChange={({ currentTarget: { checked } }) =>
              onChange(checked ? [...chosen, role[by]] : chosen.filter((one) => one !== role[by]))
            }
          />{' '}
          {role.name}
        </label>
      ))}
      {children}
    </fieldset>
  )
}
