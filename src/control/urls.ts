/** Under which URLs the emulator is known. */
import * as v from 'valibot'
import { IssuerSettingsSchema } from '../issuer/issuer.ts'
import { operation } from './operation.ts'

export const Urls = v.object({ publicUrl: v.nullable(v.string()), issuer: v.nullable(v.string()) })

export const urlOperations = [
  operation({
    name: 'getUrls',
    method: 'GET',
    path: '/_appid/urls',
    summary: 'The URLs under which the emulator is known; null where the request decides',
    answer: Urls,
    run: ({ runtime }) => ({ ...runtime.issuer.settings }),
  }),
  operation({
    name: 'setUrls',
    method: 'PUT',
    path: '/_appid/urls',
    summary: 'Sets both; what is left out follows the request again. A reset leaves them',
    body: IssuerSettingsSchema,
    answer: Urls,
    run({ runtime, body }) {
      runtime.issuer.configure(body)
      return { ...runtime.issuer.settings }
    },
  }),
] as const
