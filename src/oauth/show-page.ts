import { createHash } from 'node:crypto'
import type { ParameterizedContext } from 'koa'
import { noStore } from '../http/no-store.ts'
import { defaultConfig } from '../model/config.ts'
import { originOf } from '../model/redirect-uri.ts'
import type { Tenant } from '../model/tenant.ts'
import type { RequestState } from '../runtime.ts'
import type { Page, Rendered, Theme } from './pages/page.ts'

interface ShowOptions {
  readonly status?: number
  /** The only origin whose pages may have this one in a frame. */
  readonly framedBy?: string
}

/**
 * Answers with a page. There is no Cross-Origin-Opener-Policy, which would cut a popup off from the application that opened
 * it, and no `form-action`, which browsers apply to the redirect that follows a form, too.
 */
export async function showPage(
  ctx: ParameterizedContext<RequestState>,
  page: Page,
  { status = 200, framedBy = "'none'" }: ShowOptions = {},
): Promise<void> {
  const { render } = await import('./pages/sign-in-pages.ts')
  const theme = themeOf(ctx.state.tenant)
  const rendered = render(page, theme)
  noStore(ctx)
  ctx.set({
    'Content-Security-Policy': contentSecurityPolicy(rendered, theme, framedBy),
    'X-Content-Type-Options': 'nosniff',
    // With `no-referrer`, browsers would send the forms with `Origin: null`.
    'Referrer-Policy': 'same-origin',
  })
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = rendered.html
}

function contentSecurityPolicy({ style, script }: Rendered, { logo }: Theme, framedBy: string) {
  const from = originOf(logo)
  return [
    "default-src 'none'",
    ...(style === '' ? [] : [`style-src ${hashOf(style)}`]),
    ...(script === '' ? [] : [`script-src ${hashOf(script)}`]),
    // The empty icon, and the logo.
    `img-src data:${from === undefined ? '' : ` ${from}`}`,
    "base-uri 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ')
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

function themeOf({ config = {} }: Tenant): Theme {
  const text = config['ui/theme_text'] ?? defaultConfig['ui/theme_text']
  const color = config['ui/theme_color'] ?? defaultConfig['ui/theme_color']
  const media = config['ui/media'] ?? defaultConfig['ui/media']
  return {
    title: text.tabTitle,
    footnote: text.footnote,
    headerColor: color.headerColor,
    logo: media.image,
  }
}
