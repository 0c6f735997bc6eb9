/** The pages of the sign-in: a bundle of its own, which is loaded at the first visit. They work without JavaScript. */
import { type Html, html } from './html.ts'
import type {
  Choice,
  Page,
  PendingPage,
  RefusalPage,
  Rendered,
  SignInPage,
  Theme,
  WebMessagePage,
} from './page.ts'

export function render(page: Page, theme: Theme): Rendered {
  if (page.kind === 'web-message') return webMessage(page)
  return { html: framed(theme, bodyOf(page)).text, style: '', script: '' }
}

function bodyOf(page: Exclude<Page, WebMessagePage>): Html {
  if (page.kind === 'sign-in') return signIn(page)
  return page.kind === 'pending' ? pending(page) : refusal(page)
}

function framed({ title, footnote, logo }: Theme, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
</head>
<body>
${logo !== '' && html`<header><img src="${logo}" alt=""></header>`}
<main>
${body}
</main>
<footer>${footnote}</footer>
</body>
</html>
`
}

function signIn({ application, returnsTo, widgetUrl, problem, ...page }: SignInPage): Html {
  return html`<h1>Sign in</h1>
<p>to ${application}, at ${returnsTo}</p>
<input type="hidden" id="widgetUrl" value="${widgetUrl}">
${problem !== undefined && html`<p role="alert">${problem}</p>`}
${passwordForm(page)}
${page.choices.length > 0 && picker(page)}
${page.login === undefined && page.choices.length === 0 && html`<p>There is nobody who may sign in.</p>`}
<form method="post" action="${page.action}">
<input type="hidden" name="state" value="${page.transaction}">
<button name="cancel" value="true">Cancel</button>
</form>`
}

type FormsOf = Pick<SignInPage, 'action' | 'transaction' | 'login' | 'entered' | 'choices'>

function passwordForm({ action, transaction, login, entered }: FormsOf): Html | undefined {
  if (login === undefined) return undefined
  const [label, type] = login === 'email' ? ['E-mail', 'email'] : ['User name', 'text']
  return html`<form id="cd_form" method="post" action="${action}">
<input type="hidden" name="state" value="${transaction}">
<p><label>${label} <input name="email" type="${type}" autocomplete="username" required value="${entered}"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Sign in</button></p>
</form>`
}

function picker({ action, transaction, choices }: FormsOf): Html {
  return html`<form method="post" action="${action}" aria-labelledby="picker">
<h2 id="picker">Or pick a user</h2>
<input type="hidden" name="state" value="${transaction}">
<ul>
${choices.map(choice)}
</ul>
</form>`
}

function choice({ value, name, login, provider }: Choice): Html {
  return html`<li><button name="user" value="${value}">${name}${login !== undefined && html` <span>${login}</span>`}${provider !== undefined && html` <span>${provider}</span>`}</button></li>`
}

function pending({ login }: PendingPage): Html {
  return html`<h1>Verify your e-mail address</h1>
<p>Pending User Verification: ${login} has not been verified yet.</p>`
}

function refusal({ problem, remedy }: RefusalPage): Html {
  return html`<h1>This sign-in cannot go on</h1>
<p role="alert">${problem}</p>
${remedy !== undefined && html`<p>${remedy}</p>`}`
}

// The window is closed by the application. The page of an iframe has no opener.
const script = `const { origin, message } = document.body.dataset
const target = window.opener ?? window.parent
target.postMessage(JSON.parse(message), origin)`

function webMessage({ origin, message }: WebMessagePage): Rendered {
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Signing in</title>
<body data-origin="${origin}" data-message="${JSON.stringify(message)}">
<script>`
  return { html: `${page.text}${script}</script>\n</body>\n</html>\n`, style: '', script }
}
