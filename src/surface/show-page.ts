import { createHash } from 'node:crypto'
import type { ParameterizedContext } from 'koa'
import { noStore } from '../http/no-store.ts'
import { defaultConfig, documentOf } from '../model/config/config.ts'
import { originOf } from '../model/redirect-uri.ts'
import type { Tenant } from '../model/tenant.ts'
import type { Page, Rendered, Theme } from '../pages/page.ts'

interface ShowOptions {
  readonly status?: number
  /** The only origin whose pages may have this one in a frame. */
  readonly framedBy?: string
  /** Whether the address of the page lets whoever knows it in. */
  readonly secret?: boolean
}

/** The tenant, whose look the page has. There is none at an address that belongs to nobody. */
type Context = ParameterizedContext<{ readonly tenant?: Tenant }>

/**
 * Answers with a page. There is no Cross-Origin-Opener-Policy, which would cut a popup off from the application that opened
 * it. Only a secret page, whose form leads to no redirect, has `form-action`: browsers apply it to redirects, too.
 */
export async function showPage(
  ctx: Context,
  page: Page,
  { status = 200, framedBy = "'none'", secret = false }: ShowOptions = {},
): Promise<void> {
  const { renderPage } = await import('../pages/render-page.tsx')
  const theme = themeOf(ctx.state.tenant)
  const rendered = renderPage(page, theme)
  noStore(ctx)
  ctx.set({
    'Content-Security-Policy': [
      ...policy(rendered, theme),
      `frame-ancestors ${framedBy}`,
      ...(secret ? ["form-action 'self'"] : []),
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    // With `no-referrer`, browsers would send the forms with `Origin: null`.
    'Referrer-Policy': secret ? 'no-referrer' : 'same-origin',
  })
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = rendered.html
}

/** What a page may load: only what it has inline, and the logo. */
function policy({ style, script }: Rendered, { logo }: Theme): readonly string[] {
  const from = originOf(logo)
  return [
    "default-src 'none'",
    ...(style === '' ? [] : [`style-src ${hashOf(style)}`]),
    ...(script === '' ? [] : [`script-src ${hashOf(script)}`]),
    // The empty icon, and the logo.
    `img-src data:${from === undefined ? '' : ` ${from}`}`,
    "base-uri 'none'",
  ]
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

function themeOf(tenant: Pick<Tenant, 'config'> = {}): Theme {
  const { tabTitle, footnote } = documentOf(tenant, 'ui/theme_text')
  return {
    // A page without a title has no name for those who do not see it.
    title: tabTitle.trim() || defaultConfig['ui/theme_text'].tabTitle,
    footnote,
    headerColor: documentOf(tenant, 'ui/theme_color').headerColor,
    logo: documentOf(tenant, 'ui/media').image,
  }
}
