import type { WebMessagePage } from './page.ts'

/** The window is closed by the application. The page of an iframe has no opener. */
export const script = `const { origin, message } = document.body.dataset
const target = window.opener ?? window.parent
target.postMessage(JSON.parse(message), origin)`

export function WebMessage({ origin, message }: WebMessagePage) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Signing in</title>
      </head>
      <body data-origin={origin} data-message={JSON.stringify(message)}>
        <script>{script}</script>
      </body>
    </html>
  )
}
