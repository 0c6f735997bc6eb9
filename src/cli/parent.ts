/** Matches an npm script that starts a background process, which must outlive its parent. */
const background = /(?<!&)&(?=[\s)]|$)/

/**
 * Whether to stop when the parent process exits: when `npx` or `npm start` runs the emulator in the foreground. A signal
 * to npm stops its shell, but is not forwarded to the emulator.
 */
export function endsWithParent(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { npm_lifecycle_event: event = '', npm_lifecycle_script: script = '' } = environment
  return ['npx', 'start'].includes(event) && !background.test(script)
}
