import type { RefusalPage } from './page.ts'
import { Problem } from './problem.tsx'

export function Refusal({ problem, remedy }: RefusalPage) {
  return (
    <>
      <h1>This sign-in cannot go on</h1>
      <Problem text={problem} />
      {remedy !== undefined && <p>{remedy}</p>}
    </>
  )
}
