/** Matches an npm script that starts a background process, which must outlive its parent. */
const background = /(?<!&)&(?=[\s)]|$)/

/**
 * Whether to stop when the parent process exits: when `npx` or `npm start` runs the emulator in the foreground, or any
 * script of npm runs `exec`. A signal to npm stops its shell, but is not forwarded to the emulator.
 */
export function endsWithParent(
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): boolean {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment
  if (event === undefined || background.test(script)) return false
  return ['npx', 'start'].includes(event) || argv.includes('exec')
}
