import { useEffect, useState } from 'preact/hooks'
import { Said, useAction } from './action.tsx'
import { signIn } from './management.ts'

/** Gets the token that a strict management API wants. Any API key will do, unless a fixture lists some: then it asks. */
export function SignIn({ onDone }: { readonly onDone: () => void }) {
  const [asks, setAsks] = useState(false)
  const { outcome, run } = useAction()
  useEffect(() => void signIn().then(onDone, () => setAsks(true)), [])
  if (!asks) return null
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        const apiKey = String(new FormData(event.currentTarget).get('apiKey'))
        run(() => signIn(apiKey).then(onDone))
      }}
    >
      <p>
        The management API accepts only tokens of IAM, and IAM only the API keys of the fixture.
      </p>
      <label>
        API key <input name="apiKey" required autocomplete="off" />
      </label>
      <button type="submit">Continue</button>
      <Said {...outcome} />
    </form>
  )
}
