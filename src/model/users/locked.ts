/** Whether a lock-out, or somebody, keeps a user from signing in. The page in the browser asks this, too. */

/** `lockedUntil` is in milliseconds. */
interface Stopped {
  readonly active?: boolean | undefined
  readonly lockedUntil?: number | undefined
}

/** `now` is in milliseconds. */
export const isLocked = ({ lockedUntil = 0 }: Stopped, now: number): boolean => lockedUntil > now

/** Whether somebody made a user inactive. A lock-out does so, too, but only until its end. */
export const isDisabled = ({ active, lockedUntil }: Stopped): boolean =>
  active === false && lockedUntil === undefined
