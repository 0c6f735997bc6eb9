import { Field } from './field.tsx'
import type { NewPasswordPage } from './page.ts'
import { Problem } from './problem.tsx'

export function NewPassword({ email, problem }: NewPasswordPage) {
  return (
    <>
      <h1>Choose a new password</h1>
      <Problem text={problem} />
      <form method="post">
        {/* Hidden, and without a name, so that it is not sent: it tells password managers whose password this is. */}
        {email !== undefined && <input type="text" autocomplete="username" value={email} hidden />}
        <NewPasswordFields refused={problem !== undefined} />
        <button type="submit" class="primary">
          Change password
        </button>
      </form>
    </>
  )
}

interface NewPasswordFieldsProps {
  readonly refused: boolean
  readonly label?: string
}

/** The new password, twice: `newPassword` and `confirmPassword`. */
export function NewPasswordFields({ refused, label = 'New password' }: NewPasswordFieldsProps) {
  const common = { type: 'password', autocomplete: 'new-password', refused } as const
  return (
    <>
      <Field label={label} name="newPassword" {...common} />
      <Field label="Repeat the password" name="confirmPassword" {...common} />
    </>
  )
}
