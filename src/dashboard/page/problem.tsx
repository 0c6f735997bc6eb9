import { Unreachable } from './emulator.ts'

/** An error, where it belongs. Empty while there is none, so that a screen reader announces it when it comes. */
export function Problem({ error }: { readonly error: Error | undefined }) {
  return (
    <p class="problem" role="alert">
      {error?.message}
    </p>
  )
}

/** Why something could not be loaded. That the emulator does not respond is said at the top of the page. */
export function Unloaded({ error }: { readonly error: Error | undefined }) {
  return <Problem error={error instanceof Unreachable ? undefined : error} />
}
