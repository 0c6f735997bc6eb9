/** A tenant's signing keys. */
import * as v from 'valibot'
import { excerpt } from '../excerpt.ts'
import { EmulatorError } from '../model/emulator-error.ts'
import { KeyInfoSchema } from '../model/signing-key.ts'
import { operation } from './operation.ts'

const path = '/_appid/tenants/{tenantId}/keys'

const Rotation = v.strictObject({
  keepOld: v.optional(
    v.pipe(v.boolean(), v.description('Whether the old keys stay in the key set')),
    true,
  ),
})

export const keyOperations = [
  operation({
    name: 'listKeys',
    method: 'GET',
    path,
    summary: "Lists a tenant's signing keys; the last one signs",
    answer: v.object({ keys: v.array(KeyInfoSchema) }),
    run({ runtime, params }) {
      const { signingKeys } = runtime.store.getTenant(params.tenantId)
      const keys = signingKeys.map(({ kid, published = true }, index) => ({
        kid,
        published,
        signing: index === signingKeys.length - 1,
      }))
      return { keys }
    },
  }),
  operation({
    name: 'rotateKeys',
    method: 'POST',
    path: `${path}/rotate`,
    summary: 'Generates a key that signs from now on',
    body: Rotation,
    status: 201,
    answer: v.object({ kid: v.string() }),
    run: async ({ runtime, params, body }) => ({
      kid: await runtime.keys.rotate(params.tenantId, body.keepOld),
    }),
  }),
  operation({
    name: 'deleteKey',
    method: 'DELETE',
    path: `${path}/{kid}`,
    summary: 'Deletes a key. The only key of a tenant cannot be deleted',
    async run({ runtime, params: { tenantId, kid } }) {
      await runtime.store.updateTenant(tenantId, (tenant) => {
        const signingKeys = tenant.signingKeys.filter((key) => key.kid !== kid)
        if (signingKeys.length === tenant.signingKeys.length)
          throw new EmulatorError('UNKNOWN_KEY', `tenant ${tenantId} has no key ${excerpt(kid)}`)
        if (signingKeys.length === 0)
          throw new EmulatorError(
            'LAST_KEY',
            `${kid} is the only key of tenant ${tenantId}: rotate the keys first`,
          )
        return { ...tenant, signingKeys }
      })
    },
  }),
] as const
