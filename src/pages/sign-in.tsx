import { Field } from './field.tsx'
import { Form, OneButton } from './form.tsx'
import type { SignInPage } from './page.ts'
import { Picker } from './picker.tsx'
import { Problem } from './problem.tsx'

export function SignIn(page: SignInPage) {
  const { application, returnsTo, widgetUrl, login, choices, problem, action, transaction } = page
  const cancel = (
    <OneButton action={action} transaction={transaction} name="cancel">
      Cancel
    </OneButton>
  )
  // Twenty users are long: where there is a password form, nobody has to go past them to cancel.
  return (
    <>
      <h1>Sign in</h1>
      <p class="hint">
        to <strong>{application}</strong> at {returnsTo}
      </p>
      <input type="hidden" id="widgetUrl" value={widgetUrl} />
      <Problem text={problem} />
      {login !== undefined && (
        <>
          <PasswordForm {...page} login={login} />
          {cancel}
        </>
      )}
      {choices.length > 0 && <Picker {...page} alone={login === undefined} />}
      {login === undefined && (
        <>
          {choices.length === 0 && <p>There is nobody who may sign in.</p>}
          {cancel}
        </>
      )}
    </>
  )
}

interface PasswordFormProps extends SignInPage {
  readonly login: 'email' | 'userName'
}

function PasswordForm({ action, transaction, login, entered, problem }: PasswordFormProps) {
  const byEmail = login === 'email'
  const refused = problem !== undefined
  return (
    <Form id="cd_form" action={action} transaction={transaction}>
      <Field
        label={byEmail ? 'E-mail' : 'User name'}
        name="email"
        type={byEmail ? 'email' : 'text'}
        autocomplete="username"
        value={entered}
        refused={refused}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        refused={refused}
      />
      <button type="submit" class="primary">
        Sign in
      </button>
    </Form>
  )
}
