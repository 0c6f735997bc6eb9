import type { ParameterizedContext } from 'koa'
import { language } from '../model/ui-config.ts'
import { defaultLanguage } from '../outbox/template.ts'

const pattern = new RegExp(`^${language}$`)

/** The language that a request asks for. Anything else than a language counts as missing. */
export function languageOf({ query }: ParameterizedContext): string {
  const { language } = query
  const isLanguage = typeof language === 'string' && language.length < 40 && pattern.test(language)
  return isLanguage ? language : defaultLanguage
}
