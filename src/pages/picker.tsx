import { Form } from './form.tsx'
import type { Choice, Sent } from './page.ts'

interface PickerProps extends Sent {
  readonly choices: readonly Choice[]
  readonly more?: string | undefined
  /** Whether there is no other way to sign in. */
  readonly alone: boolean
}

/** The users whom a click signs in. */
export function Picker({ action, transaction, choices, more, alone }: PickerProps) {
  return (
    <Form class="picker" action={action} transaction={transaction} aria-labelledby="picker">
      <h2 id="picker">{alone ? 'Pick a user' : 'Or pick a user'}</h2>
      <ul>
        {choices.map(({ value, name, login, provider }) => (
          <li key={value}>
            <button name="user" value={value} type="submit">
              <span class="name">{name}</span>
              {provider !== undefined && <span class="badge"> {provider}</span>}
              {login !== undefined && <span class="login"> {login}</span>}
            </button>
          </li>
        ))}
      </ul>
      {more !== undefined && <p class="hint">{more}</p>}
    </Form>
  )
}
