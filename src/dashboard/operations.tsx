import { render } from 'preact-render-to-string'
import type { Operation } from '../operations.ts'
import { example, type Place } from './examples.ts'
import { type Entry, groups } from './groups.ts'
import { toCurl } from './page/curl.ts'

/**
 * The list of operations at `/swagger-ui/`, where App ID has its API description. Anchors are the same there:
 * `#/{tag}/{operation}`. It works without JavaScript.
 */
export function operationsPage(operations: readonly Operation[], place: Place): string {
  return `<!doctype html>\n${render(<Operations all={operations} place={place} />)}\n`
}

function Operations({ all, place }: { readonly all: readonly Operation[]; readonly place: Place }) {
  const grouped = groups(all)
  const emulated = all.filter(({ state }) => state === 'emulated').length
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Operations - App ID emulator</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="../dashboard/page.css" />
        <link rel="stylesheet" href="../dashboard/operations.css" />
        <script type="module" src="../dashboard/operations.js" />
      </head>
      <body>
        <header>
          <h1>App ID emulator</h1>
          <nav aria-label="Views">
            <a href="../#/applications">Applications</a>
            <a href="../#/users">Users</a>
            <a href="../#/mails">Mails</a>
            <a href="../#/requests">Requests</a>
            <a href="../#/rehearse">Rehearse</a>
            <a href="./" aria-current="page">
              Operations
            </a>
          </nav>
        </header>
        <main>
          <h2>Operations</h2>
          <p>
            {emulated} of {all.length} requests are emulated. All others answer 501 and name the
            operation.
            {place.control && (
              <>
                {' '}
                <a href="../_appid/openapi.json">The control API</a> is described apart.
              </>
            )}
          </p>
          <nav aria-label="Groups">
            <ul>
              {grouped.map(({ tag }) => (
                <li key={tag}>
                  <a href={`#${anchor(tag)}`}>{tag}</a>
                </li>
              ))}
            </ul>
          </nav>
          {grouped.map(({ tag, entries }) => (
            <section key={tag} aria-labelledby={anchor(tag)}>
              <h3 id={anchor(tag)}>{tag}</h3>
              {entries.map((entry) => (
                <Listed key={entry.name} entry={entry} id={anchor(tag, entry.name)} place={place} />
              ))}
            </section>
          ))}
          {/* What a copy button did: what is inside a button is only its name. */}
          <p class="hidden" role="status" />
        </main>
      </body>
    </html>
  )
}

interface ListedProps {
  readonly entry: Entry
  readonly id: string
  readonly place: Place
}

function Listed({ entry: { name, requests }, id, place }: ListedProps) {
  return (
    <article id={id} aria-label={name}>
      <h4>
        <a href={`#${id}`}>{name}</a>
      </h4>
      {requests.map((operation) => {
        const { method, path, state } = operation
        return (
          <div key={`${method} ${path}`}>
            <p>
              <code class="method">{method}</code> <code>{path}</code>{' '}
              <span class={state === 'emulated' ? 'emulated' : 'missing'}>{state}</span>
            </p>
            <details>
              <summary>
                curl
                <span class="hidden">
                  {' '}
                  for {method} {path}
                </span>
              </summary>
              <div class="request">
                <pre>{toCurl(example(operation, place))}</pre>
                <button
                  type="button"
                  class="copy"
                  hidden
                  aria-label={`Copy the request: ${method} ${path}`}
                >
                  Copy
                </button>
              </div>
            </details>
          </div>
        )
      })}
    </article>
  )
}

/** As App ID's own links have it: `/Management%20API%20-%20Roles/mgmt.listRoles`. */
function anchor(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('')
}
