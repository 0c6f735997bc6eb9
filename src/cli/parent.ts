/** A script of npm's that leaves something running in the background, which is meant to outlive its parent. */
const background = /(?<!&)&(?=[\s)]|$)/

/**
 * Whether we are to end when our parent does: when `npx` or `npm start` runs us in the foreground. npm stops its shell
 * when it is told to stop, and nobody tells us.
 */
export function endsWithParent(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { npm_lifecycle_event: event = '', npm_lifecycle_script: script = '' } = environment
  return ['npx', 'start'].includes(event) && !background.test(script)
}
