import { Field } from './field.tsx'
import { Form, OneButton } from './form.tsx'
import { NewPasswordFields } from './new-password.tsx'
import type { ChangePasswordPage } from './page.ts'
import { Problem } from './problem.tsx'

export function ChangePassword({ problem, action, transaction }: ChangePasswordPage) {
  return (
    <>
      <h1>Change your password</h1>
      <Problem text={problem} />
      <Form action={action} transaction={transaction}>
        <Field
          label="Current password"
          name="password"
          type="password"
          autocomplete="current-password"
        />
        <NewPasswordFields refused={false} />
        <button type="submit" class="primary">
          Change password
        </button>
      </Form>
      <OneButton action={action} transaction={transaction} name="cancel">
        Cancel
      </OneButton>
    </>
  )
}
