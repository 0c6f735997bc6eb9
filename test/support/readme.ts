import { readFileSync } from 'node:fs'
import { type OptionTable, twinOf } from '../../src/cli/options.ts'
import { operations } from '../../src/operations.ts'

export const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** A fenced block of the README: its language, its text, and the heading that it stands under. */
export interface Block {
  readonly heading: string
  readonly language: string
  readonly text: string
}

export const blocks: readonly Block[] = readme.split(/^#+ /m).flatMap((section) => {
  const heading = section.slice(0, section.indexOf('\n'))
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = '']) => ({
      heading,
      language,
      text,
    }),
  )
})

/** The tables that the README has to show, made from the code's own. */
export function optionsTable(options: OptionTable): string {
  return Object.entries(options)
    .map(([name, option]) => {
      const { alias, value, describe } = option
      const twin = twinOf(name, option)
      const flag = `${alias === undefined ? '' : `-${alias}, `}--${name}`
      const argument = value === undefined ? '' : ` ${value.replaceAll('|', '\\|')}`
      return `| \`${flag}${argument}\` | ${twin === undefined ? '' : `\`${twin}\``} | ${describe} |`
    })
    .join('\n')
}

export function supportTable(): string {
  return operations
    .map(
      ({ name, method, path, state }) =>
        `| \`${name}\` | \`${method} ${path}\` | ${state === 'emulated' ? '✅' : '➖'} |`,
    )
    .join('\n')
}
