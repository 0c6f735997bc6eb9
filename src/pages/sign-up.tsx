import { Field } from './field.tsx'
import { Form, WayBack } from './form.tsx'
import { NameFields } from './name-fields.tsx'
import { NewPasswordFields } from './new-password.tsx'
import type { SignUpPage } from './page.ts'
import { Problem } from './problem.tsx'

export function SignUp({ asksUserName, needsEmail, entered, problem, ...sent }: SignUpPage) {
  const { action, transaction } = sent
  const { email, userName } = entered
  return (
    <>
      <h1>Sign up</h1>
      <Problem text={problem} />
      <Form action={action} transaction={transaction}>
        <input type="hidden" name="form" value="sign_up" />
        {asksUserName && (
          <Field
            label="User name"
            name="userName"
            type="text"
            autocomplete="username"
            value={userName}
          />
        )}
        <Field
          label="E-mail"
          name="email"
          type="email"
          autocomplete={asksUserName ? 'email' : 'username'}
          required={needsEmail}
          value={email}
        />
        <NameFields {...entered} />
        <NewPasswordFields label="Password" refused={false} />
        <button type="submit" class="primary">
          Sign up
        </button>
      </Form>
      <WayBack action={action} transaction={transaction} />
    </>
  )
}
