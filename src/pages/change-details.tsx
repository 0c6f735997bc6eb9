import { Form, OneButton } from './form.tsx'
import { NameFields } from './name-fields.tsx'
import type { ChangeDetailsPage } from './page.ts'

export function ChangeDetails({ entered, action, transaction }: ChangeDetailsPage) {
  return (
    <>
      <h1>Change your details</h1>
      <Form action={action} transaction={transaction}>
        <NameFields {...entered} />
        <button type="submit" class="primary">
          Save
        </button>
      </Form>
      <OneButton action={action} transaction={transaction} name="cancel">
        Cancel
      </OneButton>
    </>
  )
}
