import { Field } from './field.tsx'
import type { ChangeDetailsPage } from './page.ts'

/** The names of a user, who may have one or none of them: `givenName` and `familyName`. */
export function NameFields({ givenName, familyName }: ChangeDetailsPage['entered']) {
  return (
    <>
      <Field
        label="First name"
        name="givenName"
        type="text"
        autocomplete="given-name"
        required={false}
        value={givenName}
      />
      <Field
        label="Last name"
        name="familyName"
        type="text"
        autocomplete="family-name"
        required={false}
        value={familyName}
      />
    </>
  )
}
