import { Field } from './field.tsx'
import { Form, OneButton } from './form.tsx'
import type { SignInPage } from './page.ts'
import { Picker } from './picker.tsx'
import { Problem } from './problem.tsx'

export function SignIn(page: SignInPage) {
  const { application, returnsTo, widgetUrl, login, choices, problem, action, transaction } = page
  const others = (
    <div class="others">
      {page.signUp && (
        <OneButton action={action} transaction={transaction} name="sign_up">
          Sign up
        </OneButton>
      )}
      {page.forgotPassword && (
        <OneButton action={action} transaction={transaction} name="forgot_password">
          Forgot password?
        </OneButton>
      )}
      <OneButton action={action} transaction={transaction} name="cancel">
        Cancel
      </OneButton>
    </div>
  )
  // Twenty users are long: where there is a password form, nobody has to go past them to the other buttons.
  return (
    <>
      <h1>Sign in</h1>
      <p class="hint">
        to <strong>{application}</strong> at {returnsTo}
      </p>
      <input type="hidden" id="widgetUrl" value={widgetUrl} />
      <Problem text={problem} />
      {page.notice !== undefined && (
        <p class="done" role="status">
          {page.notice}
        </p>
      )}
      {login !== undefined && (
        <>
          <PasswordForm {...page} login={login} />
          {others}
        </>
      )}
      {choices.length > 0 && <Picker {...page} alone={login === undefined} />}
      {login === undefined && (
        <>
          {choices.length === 0 && <p>There is nobody who may sign in.</p>}
          {others}
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
