/** The pages for users: a bundle of its own, which is loaded at the first visit. They work without JavaScript. */
import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { ChangeDetails } from './change-details.tsx'
import { ChangePassword } from './change-password.tsx'
import { ForgotPassword } from './forgot-password.tsx'
import { Layout } from './layout.tsx'
import { NewPassword } from './new-password.tsx'
import { Notice } from './notice.tsx'
import type { Page, Rendered, Theme, VisiblePage } from './page.ts'
import { Pending } from './pending.tsx'
import { Refusal } from './refusal.tsx'
import { SignIn } from './sign-in.tsx'
import { SignUp } from './sign-up.tsx'
import styleSheet from './style.css?bundled'
import { script, WebMessage } from './web-message.tsx'

export function renderPage(page: Page, theme: Theme): Rendered {
  if (page.kind === 'web-message')
    return { html: toDocument(<WebMessage {...page} />), style: '', script }
  const style = `:root{--header:${theme.headerColor}}${styleSheet}`
  const layout = (
    <Layout theme={theme} style={style}>
      {contentOf(page)}
    </Layout>
  )
  return { html: toDocument(layout), style, script: '' }
}

function contentOf(page: VisiblePage): VNode {
  switch (page.kind) {
    case 'sign-in':
      return <SignIn {...page} />
    case 'pending':
      return <Pending {...page} />
    case 'sign-up':
      return <SignUp {...page} />
    case 'forgot-password':
      return <ForgotPassword {...page} />
    case 'change-password':
      return <ChangePassword {...page} />
    case 'change-details':
      return <ChangeDetails {...page} />
    case 'new-password':
      return <NewPassword {...page} />
    case 'notice':
      return <Notice {...page} />
    case 'refusal':
      return <Refusal {...page} />
  }
}

const toDocument = (html: VNode) => `<!doctype html>\n${render(html)}\n`
