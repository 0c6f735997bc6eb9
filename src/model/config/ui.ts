/** The sign-in page: the documents below `ui`. */
import * as v from 'valibot'
import { list } from '../values/list.ts'

export const ThemeText = v.object({
  tabTitle: v.optional(v.string(), 'Login'),
  footnote: v.optional(v.string(), 'Powered by App ID'),
})

export const ThemeColor = v.object({
  headerColor: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(?:#[0-9a-f]{3,8}|[a-z]*)$/i, 'must be a color, such as #EEF2F5 or navy'),
    ),
    '#EEF2F5',
  ),
})

/** The logo is stored in its URL, so that a fixture needs no second file. */
export const Media = v.object({
  image: v.pipe(
    v.string(),
    v.regex(
      /^(?:data:image\/(?:png|jpeg);base64,[\w+/]+=*|https?:\/\/.+)?$/,
      'must be a URL: data:image/png;base64,…, data:image/jpeg;base64,…, or one with http or https',
    ),
  ),
})

/** The source of a pattern for a language as in RFC 5646, such as `en` or `es-ES`. */
export const language = '[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*'

export const Languages = v.object({
  languages: v.optional(
    list(
      v.pipe(
        v.string(),
        v.regex(new RegExp(`^${language}$`), 'must be a language, such as en or es-ES'),
      ),
    ),
    ['en'],
  ),
})
