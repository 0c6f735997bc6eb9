import type { Mail, MailAddress } from '../../../api.ts'
import { Copy } from '../copy.tsx'
import { reachable, type TenantInfo, toControl } from '../emulator.ts'
import { toQuery } from '../follow.ts'
import { OverHttp } from '../over-http.tsx'
import { Row } from '../row.tsx'
import { Values } from '../values.tsx'
import { mailsPath } from './outbox.ts'

interface MailProps {
  readonly tenant: TenantInfo
  readonly mail: Mail
}

/** A mail in the list, which expands. */
export function MailRow({ tenant, mail }: MailProps) {
  const { id, at, to, template, subject } = mail
  return (
    <Row
      id={`mail-${id}`}
      keptAs={`${tenant.tenantId} mail ${id} ${at}`}
      summary={
        <>
          <time dateTime={at}>{at}</time> <span class="name">{subject}</span> <span>{to}</span>{' '}
          <span class="type">{template}</span>
        </>
      }
    >
      <Members mail={mail} />
      <Texts mail={mail} />
      <OverHttp what="This mail" requests={requestsFor(tenant, mail)} />
    </Row>
  )
}

function requestsFor(tenant: TenantInfo, { id, to, template, link }: Mail) {
  const query = toQuery({ to, template, since: id - 1 })
  return {
    'Wait for such a mail': toControl('GET', `${mailsPath(tenant)}/wait${query}`),
    ...(link !== undefined && { 'Open the link': { method: 'GET', url: link } }),
  }
}

function Members({ mail }: { readonly mail: Mail }) {
  const { to, from, replyTo, language, link, code, context } = mail
  const values = {
    to,
    from: addressOf(from),
    'reply to': replyTo && addressOf(replyTo),
    language,
    link,
    code,
    context,
  }
  return (
    <>
      <Values values={values} />
      {link !== undefined && (
        <p>
          <a href={reachable(link)} target="_blank" rel="noreferrer">
            Open the link<span class="hidden"> in a new tab</span>
          </a>
        </p>
      )}
    </>
  )
}

function Texts({ mail: { text, html, subject } }: { readonly mail: Mail }) {
  return (
    <>
      <h3>Text</h3>
      <div class="request">
        <pre>{text}</pre>
        <Copy text={text} what="the text" />
      </div>
      <h3>HTML</h3>
      <p class="hint">Without styles, scripts, pictures from elsewhere and working links.</p>
      {/* It comes from the tenant's template: it stays in a document of its own, which inherits the policy of the page. */}
      <iframe title={`HTML of ${subject}`} sandbox="" srcdoc={html} />
      <details>
        <summary>Source of the HTML</summary>
        <div class="request">
          <pre>{html}</pre>
          <Copy text={html} what="the HTML" />
        </div>
      </details>
    </>
  )
}

function addressOf({ name, email }: MailAddress): string {
  return name === undefined ? email : `${name} <${email}>`
}
