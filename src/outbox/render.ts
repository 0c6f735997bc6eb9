/** Fills in the templates of mails. */
import type { Config } from '../model/config/config.ts'
import { escapeHtml } from '../model/html.ts'

type Templates = NonNullable<Config['cloud_directory/templates']>

export type Template = Templates[string]

/** What stands for `%{name}`, by name. */
export type Values = ReadonlyMap<string, string | undefined>

/** Renders a template. What is unknown becomes empty, and what is filled in is never markup. */
export function rendered(
  { subject, html_body = '', plain_text_body = '' }: Template,
  values: Values,
) {
  return {
    // A subject is one line.
    subject: filled(subject, values, (value) => value.replaceAll(/\s+/g, ' ')),
    text: filled(plain_text_body, values, (value) => value),
    html: filled(html_body, values, escapeHtml),
  }
}

function filled(text: string, values: Values, safe: (value: string) => string): string {
  return text.replaceAll(/%\{([^{}]*)\}/g, (_, name) => safe(values.get(name.trim()) ?? ''))
}
