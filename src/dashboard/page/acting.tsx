import { useState } from 'preact/hooks'
import type { Shown } from './curl.ts'
import { send } from './emulator.ts'
import { Problem } from './problem.tsx'

interface Outcome {
  readonly said?: string
  readonly error?: Error
}

/** Sends the requests of a section's buttons, and says what became of the last one. */
export function useActing(then: () => void) {
  const [{ said, error }, setOutcome] = useState<Outcome>({})
  return {
    /** `say` words what has happened. */
    act<T>(request: Shown, say: (answer: T) => string): Promise<void> {
      return send<T>(request)
        .then(
          (answer) => setOutcome({ said: say(answer) }),
          (error) => setOutcome({ error }),
        )
        .then(then)
    },
    outcome: (
      <>
        <p class="said" role="status">
          {said}
        </p>
        <Problem error={error} />
      </>
    ),
  }
}
