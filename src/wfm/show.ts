import type { VisiblePage } from '../pages/page.ts'
import { showPage } from '../surface/show-page.ts'
import type { Context } from './link-handler.ts'

/** Answers with a page whose address is a secret of the user. */
export function show(ctx: Context, page: VisiblePage, status = 200): Promise<void> {
  return showPage(ctx, page, { status, secret: true })
}
