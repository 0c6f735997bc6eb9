import { Field } from './field.tsx'
import { Form, WayBack } from './form.tsx'
import type { ForgotPasswordPage } from './page.ts'
import { Problem } from './problem.tsx'

export function ForgotPassword(page: ForgotPasswordPage) {
  const { login, entered, problem, fromSignIn, action, transaction } = page
  const byEmail = login === 'email'
  return (
    <>
      <h1>Forgot your password?</h1>
      <p class="hint">You get an e-mail with a link to a new one.</p>
      <Problem text={problem} />
      <Form action={action} transaction={transaction}>
        <input type="hidden" name="form" value="forgot_password" />
        <Field
          label={byEmail ? 'E-mail' : 'User name or e-mail'}
          name="email"
          type={byEmail ? 'email' : 'text'}
          autocomplete="username"
          value={entered}
          refused={problem !== undefined}
        />
        <button type="submit" class="primary">
          Send the e-mail
        </button>
      </Form>
      <WayBack fromSignIn={fromSignIn} action={action} transaction={transaction} />
    </>
  )
}
