import type { ComponentChildren } from 'preact'
import type { Sent } from './page.ts'

interface FormProps extends Sent {
  readonly id?: string
  readonly class?: string
  readonly 'aria-labelledby'?: string
  readonly children: ComponentChildren
}

/** A form of a transaction, which is posted. */
export function Form({ action, transaction, children, ...attributes }: FormProps) {
  return (
    <form {...attributes} method="post" action={action}>
      <input type="hidden" name="state" value={transaction} />
      {children}
    </form>
  )
}

interface OneButtonProps extends Sent {
  /** The name of what is sent; its value is `true`. */
  readonly name: string
  /** Whether it is what most people want. */
  readonly primary?: boolean
  readonly children: ComponentChildren
}

/** A form that is one button. */
export function OneButton({ name, primary = false, children, ...sent }: OneButtonProps) {
  return (
    <Form {...sent}>
      <button type="submit" class={primary ? 'primary' : undefined} name={name} value="true">
        {children}
      </button>
    </Form>
  )
}

interface WayBackProps extends Sent {
  /** Whether the user came from the page where one signs in. */
  readonly fromSignIn?: boolean
}

/** The ways out of a page of self-service: back to the sign-in, or to the application. */
export function WayBack({ fromSignIn = true, ...sent }: WayBackProps) {
  return (
    <div class="others">
      {fromSignIn && (
        <OneButton {...sent} name="again">
          Back to the sign-in
        </OneButton>
      )}
      <OneButton {...sent} name="cancel">
        Cancel
      </OneButton>
    </div>
  )
}
