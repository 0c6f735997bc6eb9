/** By this id, a field says that the problem is its own. */
export const problemId = 'problem'

/** Why what was sent before did not work, if it did not. */
export function Problem({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p id={problemId} class="problem" role="alert">
      {text}
    </p>
  )
}
