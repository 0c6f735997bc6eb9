import type { ComponentChildren } from 'preact'
import type { Theme } from './page.ts'

interface LayoutProps {
  readonly theme: Theme
  readonly style: string
  readonly children: ComponentChildren
}

/** What all pages have around them: the tenant's logo, color and footnote. Without a logo, its title is at the top. */
export function Layout({ theme: { title, footnote, logo }, style, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style>{style}</style>
      </head>
      <body>
        <div class="card">
          <header>{logo === '' ? <p>{title}</p> : <img src={logo} alt="" />}</header>
          <main>{children}</main>
        </div>
        {footnote !== '' && <footer>{footnote}</footer>}
      </body>
    </html>
  )
}
