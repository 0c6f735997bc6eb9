/** The outbox: the mails that App ID would have sent. */
import * as v from 'valibot'
import { MailFilterSchema, MailSchema } from '../model/mail.ts'
import { operation } from './operation.ts'
import { sinceEntry, timeout } from './waiting.ts'

const path = '/_appid/tenants/{tenantId}/mails'

const since = sinceEntry('Only mails after the one with this id')

export const mailOperations = [
  operation({
    name: 'listMails',
    method: 'GET',
    path,
    summary: 'Lists the mails that App ID would have sent, newest last',
    query: v.strictObject({ ...MailFilterSchema.entries, since }),
    answer: v.object({ mails: v.array(MailSchema) }),
    run({ runtime: { store, shortLived }, params, query: { since, ...filter } }) {
      const { tenantId } = store.getTenant(params.tenantId)
      return { mails: structuredClone(shortLived.outbox.find(tenantId, filter, since)) }
    },
  }),
  operation({
    name: 'waitForMail',
    method: 'GET',
    path: `${path}/wait`,
    summary: 'Returns the first matching mail, or waits for the next one',
    query: v.strictObject({ ...MailFilterSchema.entries, since, timeout }),
    answer: MailSchema,
    async run({ runtime: { store, shortLived }, params, query: { since, timeout, ...filter } }) {
      const { tenantId } = store.getTenant(params.tenantId)
      return structuredClone(await shortLived.outbox.waitFor(tenantId, filter, { since, timeout }))
    },
  }),
  operation({
    name: 'clearMails',
    method: 'DELETE',
    path,
    summary: "Deletes a tenant's mails. Their links go on working",
    run({ runtime: { store, shortLived }, params }) {
      shortLived.outbox.clear(store.getTenant(params.tenantId).tenantId)
    },
  }),
] as const
