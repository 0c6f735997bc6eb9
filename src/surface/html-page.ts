import type { ParameterizedContext } from 'koa'
import { escapeHtml } from '../model/html.ts'

/** Nothing from elsewhere, nothing inline, in no frame; and nobody learns the address of the page. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
} as const

/** Responds with a page. `content` is HTML. */
export function showPage(
  ctx: ParameterizedContext,
  status: number,
  title: string,
  content: string,
): void {
  ctx.set(pageHeaders)
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = htmlPage(title, content)
}

export function htmlPage(title: string, content: string): string {
  const heading = escapeHtml(title)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading}</title>
</head>
<body>
<main>
<h1>${heading}</h1>
${content}
</main>
</body>
</html>
`
}
