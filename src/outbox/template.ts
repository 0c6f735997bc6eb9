import { defaultTemplate, type TemplateName } from '../model/config/default-templates.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Template } from './render.ts'

/** The language of the texts for which a tenant has none of its own. */
export const defaultLanguage = 'en'

/** Finds the tenant's template in a language, else in English, else the default text, and says in which language it is. */
export function templateFor(
  { config }: Tenant,
  name: TemplateName,
  language: string,
): { readonly template: Template; readonly language: string } {
  const own = new Map(Object.entries(config?.['cloud_directory/templates'] ?? {}))
  const template = own.get(`${name}/${language}`)
  if (template !== undefined) return { template, language }
  const english = `${name}/${defaultLanguage}`
  return { template: own.get(english) ?? defaultTemplate(english), language: defaultLanguage }
}
