import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A README: its path, relative to the root, and its text. */
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

/** The text of a README. @throws if there is no README at that path */
export function readmeAt(path: string): string {
  const readme = readmes.find((readme) => readme.path === path)
  if (readme === undefined) throw new Error(`there is no ${path}`)
  return readme.text
}

/** A fenced code block: its README, the heading above it, its language and its text. */
export interface Block {
  readonly path: string
  readonly heading: string
  readonly language: string
  readonly text: string
}

export const blocks: readonly Block[] = readmes.flatMap(({ path, text: readmeText }) =>
  readmeText.split(/^#+ /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'))
    return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', text = '']) => ({ path, heading, language, text }),
    )
  }),
)

/** The anchors that GitHub gives to the headings of a text. */
export function anchors(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )
}
