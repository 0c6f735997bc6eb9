/** The public URL and the issuer of the emulator. */
import * as v from 'valibot'
import { IssuerSettingsSchema } from '../issuer/issuer.ts'
import { operation } from './operation.ts'

export const Urls = v.object({ publicUrl: v.nullable(v.string()), issuer: v.nullable(v.string()) })

export const urlOperations = [
  operation({
    name: 'getUrls',
    method: 'GET',
    path: '/_appid/urls',
    summary:
      'Returns the public URL and the issuer; null means that the request determines the value',
    answer: Urls,
    run: ({ runtime }) => ({ ...runtime.issuer.settings }),
  }),
  operation({
    name: 'setUrls',
    method: 'PUT',
    path: '/_appid/urls',
    summary:
      'Sets the public URL and the issuer; an omitted one is cleared. A reset does not change them',
    body: IssuerSettingsSchema,
    answer: Urls,
    run({ runtime, body }) {
      runtime.issuer.configure(body)
      return { ...runtime.issuer.settings }
    },
  }),
] as const
