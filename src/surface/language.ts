import type { ParameterizedContext } from 'koa'
import { language } from '../model/config/ui.ts'
import { defaultLanguage } from '../outbox/template.ts'

const pattern = new RegExp(`^${language}$`)

/**
 * The language that a request asks for. Anything else than a language counts as missing. IBM's mobile SDKs write `en_US`
 * for `en-US`.
 */
export function languageOf({ query }: ParameterizedContext): string {
  const { language } = query
  if (typeof language !== 'string' || language.length > 35) return defaultLanguage
  const tag = language.replaceAll('_', '-')
  return pattern.test(tag) ? tag : defaultLanguage
}
