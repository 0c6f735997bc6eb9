import { OneButton } from './form.tsx'
import type { PendingPage } from './page.ts'

export function Pending({ action, transaction, login, resent = false, mails }: PendingPage) {
  const sent = { action, transaction }
  return (
    <>
      <h1>Verify your e-mail address</h1>
      <p>
        Pending User Verification: <strong>{login}</strong> has not been verified yet. Follow the
        link in the mail, then sign in again.
      </p>
      {mails !== undefined && (
        <p>
          The emulator sends nothing: the mail is in its view{' '}
          <a href={mails} target="_blank" rel="noopener">
            Mails
          </a>
          .
        </p>
      )}
      {resent && (
        <p class="done" role="status">
          The mail has been sent again.
        </p>
      )}
      <OneButton {...sent} name="again" primary>
        Sign in again
      </OneButton>
      <OneButton {...sent} name="resend">
        Resend the mail
      </OneButton>
      <OneButton {...sent} name="cancel">
        Cancel
      </OneButton>
    </>
  )
}
