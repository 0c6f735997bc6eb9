import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A README: its path from the root, and its text. */
export interface Readme {
  readonly path: string
  readonly text: string
}

export const readmes: readonly Readme[] = [
  'README.md',
  ...['src', 'test', 'fixtures'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('/README.md') && !path.includes('/node_modules/')),
  ),
].map((path) => ({ path, text: readFileSync(resolve(root, path), 'utf8') }))

/** The text of a README. @throws There is none. */
export function readmeAt(path: string): string {
  const readme = readmes.find((one) => one.path === path)
  if (readme === undefined) throw new Error(`there is no ${path}`)
  return readme.text
}

/** A fenced block: the README that it is in, the heading that it stands under, its language and its text. */
export interface Block {
  readonly path: string
  readonly heading: string
  readonly language: string
  readonly text: string
}

export const blocks: readonly Block[] = readmes.flatMap(({ path, text: whole }) =>
  whole.split(/^#+ /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'))
    return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', text = '']) => ({ path, heading, language, text }),
    )
  }),
)

/** The anchors of the headings in a text, as GitHub makes them. */
export function anchors(text: string): string[] {
  const outside = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...outside.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}
