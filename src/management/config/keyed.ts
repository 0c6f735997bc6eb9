/** The configuration documents whose path goes on with parameters, such as `templates/{templateName}/{language}`. */
import type { RouterContext } from '@koa/router'
import * as v from 'valibot'
import { excerpt } from '../../excerpt.ts'
import { type MediaType, mediaTypes } from '../../http/body.ts'
import { notFound } from '../../http/message-error.ts'
import { type KeyedName, keyedDefaults, keyedDocuments } from '../../model/config/config.ts'
import type { Tenant } from '../../model/tenant.ts'
import type { RequestState, Runtime } from '../../runtime.ts'
import { parseBody } from '../body.ts'
import { keep } from './documents.ts'

/** App ID's samples send these as a form. Others are JSON. */
const forms: ReadonlySet<KeyedName> = new Set(['cloud_directory/action_url'])

type Documents = Readonly<Record<string, object>>

/** The stored document with this key, or the default. */
export function keyedDocumentOf({ config }: Tenant, name: KeyedName, key: string): object {
  return config?.[name]?.[key] ?? keyedDefaults[name](key)
}

/** `GET /config/{name}/{key}` returns the stored document, or the default. */
export function readKeyed(name: KeyedName) {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = { ...keyedDocumentOf(ctx.state.tenant, name, keyOf(ctx, name)) }
  }
}

/** `PUT /config/{name}/{key}` replaces the document, except for its `config`, which stays when it is left out. */
export function writeKeyed(runtime: Runtime, name: KeyedName) {
  const accepted: readonly MediaType[] = forms.has(name) ? mediaTypes : ['application/json']
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const key = keyOf(ctx, name)
    const document = await parseBody(ctx, keyedDocuments[name].value, accepted)
    const tenant = await keep(runtime, ctx, (config) => {
      const { [key]: old, ...others }: Documents = config[name] ?? {}
      const kept = old !== undefined && 'config' in old ? { config: old.config } : {}
      return { [name]: { ...others, [key]: { ...kept, ...document } } }
    })
    ctx.body = { ...keyedDocumentOf(tenant, name, key) }
  }
}

/** `DELETE /config/{name}/{key}` goes back to the default. */
export function removeKeyed(runtime: Runtime, name: KeyedName) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const key = keyOf(ctx, name)
    await keep(runtime, ctx, (config) => {
      const { [key]: _, ...others }: Documents = config[name] ?? {}
      return { [name]: others }
    })
    ctx.status = 204
  }
}

/** `GET /config/cloud_directory/actions_urls` returns the documents of every action. */
export function listActionUrls() {
  return (ctx: RouterContext<RequestState>): void => {
    const actions = ['on_user_verified', 'on_reset_password']
    const name = 'cloud_directory/action_url'
    ctx.body = Object.fromEntries(
      actions.map((action) => [action, keyedDocumentOf(ctx.state.tenant, name, action)]),
    )
  }
}

/** The parameters of the path below the name of the document. @throws {MessageError} App ID has no such document */
function keyOf({ params }: RouterContext<RequestState>, name: KeyedName): string {
  const { tenantId: _, ...rest } = params
  const key = Object.values(rest).join('/')
  const [issue] = v.safeParse(keyedDocuments[name].key, key).issues ?? []
  if (issue !== undefined) throw notFound(`there is no ${excerpt(key)} here: it ${issue.message}`)
  return key
}
