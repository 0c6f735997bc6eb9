import { type Variables, written } from '../../../model/env-format.ts'
import { toEnvironment } from '../../../model/environment.ts'
import { type Application, toApplication } from '../application-api.ts'
import { Copy } from '../copy.tsx'
import { toCurl } from '../curl.ts'
import { base, type TenantInfo } from '../emulator.ts'
import { useLoaded } from '../loaded.ts'
import { manage } from '../management.ts'
import { Problem } from '../problem.tsx'
import { tokenRequest } from './token-request.ts'

interface CredentialsProps {
  readonly tenant: TenantInfo
  readonly application: Application
}

/** The credentials as App ID shows them, and in the forms in which programs take them. */
export function Credentials({ tenant, application }: CredentialsProps) {
  const { value, error } = useLoaded<Application>(
    () => manage(toApplication(tenant, application, 'GET')),
    // Not `application`, which is another object whenever the list is loaded.
    [tenant, application.clientId, application.name, application.secret],
  )
  return (
    <section>
      <h3>Credentials</h3>
      <Problem error={error} />
      {value !== undefined && (
        <>
          <Json value={value} />
          <Forms tenant={tenant} application={value} />
        </>
      )}
    </section>
  )
}

/** An answer as JSON, with a button to copy each value. */
function Json({ value }: { readonly value: Application }) {
  const members = Object.entries(value)
  return (
    <>
      <div class="json">
        <code>{'{'}</code>
        {members.map(([name, member], index) => (
          <div key={name}>
            <code>
              {'  '}
              {JSON.stringify(name)}: {JSON.stringify(member)}
              {index < members.length - 1 && ','}
            </code>
            <Copy text={String(member)} what={name} />
          </div>
        ))}
        <code>{'}'}</code>
      </div>
      <p>
        All as JSON <Copy text={JSON.stringify(value, null, 2)} what="the JSON" />
      </p>
    </>
  )
}

function Forms({ tenant, application }: CredentialsProps) {
  const variables = toEnvironment(tenant, application, base)
  const vcap = JSON.stringify(JSON.parse(variables.VCAP_SERVICES ?? ''), null, 2)
  const request = tokenRequest(application)
  return (
    <>
      <Form name=".env" text={dotenv(variables)} />
      <Form name="VCAP_SERVICES" text={vcap} />
      {request !== undefined && <Form name="curl for a token" text={toCurl(request)} />}
    </>
  )
}

function Form({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <details>
      <summary>{name}</summary>
      <div class="request">
        <pre>{text}</pre>
        <Copy text={text} what={name} />
      </div>
    </details>
  )
}

/** The text of a .env file; a comment when it cannot hold one of the values, such as a secret with an apostrophe. */
function dotenv(variables: Variables): string {
  try {
    return written('dotenv', variables)
  } catch (error) {
    return `# ${error instanceof Error ? error.message : error}`
  }
}
