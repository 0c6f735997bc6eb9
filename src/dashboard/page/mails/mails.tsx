import { Said, useAction } from '../action.tsx'
import { type TenantInfo, toControl } from '../emulator.ts'
import { toQuery } from '../follow.ts'
import { OverHttp } from '../over-http.tsx'
import { Unloaded } from '../problem.tsx'
import { MailRow } from './mail.tsx'
import { mailsPath, type Outbox, useOutbox } from './outbox.ts'

/** The outbox of a tenant, newest first: the mails that App ID would have sent. */
export function Mails({ tenant }: { readonly tenant: TenantInfo }) {
  const { value: outbox, error, look } = useOutbox(tenant)
  const { outcome, send } = useAction(look)
  const path = mailsPath(tenant)
  const clear = toControl('DELETE', path)
  const next = toQuery({ since: outbox?.mails[0]?.id, timeout: 5000 })
  return (
    <section class="list mails" aria-labelledby="mails-title">
      <h2 id="mails-title">Mails</h2>
      <p>
        The mails that App ID would have sent. Nothing is sent; their links work. The times are
        those of the tenant's clock.
      </p>
      <div class="buttons">
        <button type="button" onClick={() => send(clear, () => 'The outbox is cleared.')}>
          Clear all
        </button>
      </div>
      <Said {...outcome} />
      <Unloaded error={error} />
      <OverHttp
        what="The outbox"
        requests={{
          'List the mails': toControl('GET', path),
          'Wait for the next one': toControl('GET', `${path}/wait${next}`),
          'Clear all': clear,
        }}
      />
      <p role="status" aria-label="Number of mails">
        {outbox && counted(outbox)}
      </p>
      <ul aria-labelledby="mails-title">
        {outbox?.mails.map((mail) => (
          // Ids start again when the emulator does.
          <MailRow key={`${mail.id} ${mail.at}`} tenant={tenant} mail={mail} />
        ))}
      </ul>
    </section>
  )
}

function counted({ mails, count }: Outbox): string {
  if (count === 0) return 'No mail is here yet.'
  const number = count === 1 ? '1 mail.' : `${count} mails.`
  return count > mails.length ? `${number} The newest ${mails.length} are shown.` : number
}
