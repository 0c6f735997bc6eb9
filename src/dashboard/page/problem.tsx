/** An error, where it belongs. Empty while there is none, so that a screen reader announces it when it comes. */
export function Problem({ error }: { readonly error: Error | undefined }) {
  return (
    <p class="problem" role="alert">
      {error?.message}
    </p>
  )
}
