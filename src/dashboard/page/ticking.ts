import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { ClockReading } from '../../api.ts'

/** The time on a clock, which goes on between two readings: a NumericDate. Undefined before the first. */
export function useTicking(reading: ClockReading | undefined): number | undefined {
  const [, setSecond] = useState(0)
  const difference = useMemo(
    () => (reading === undefined ? 0 : reading.now * 1000 - Date.now()),
    [reading],
  )
  const ahead = useRef(difference)
  // A reading has whole seconds. One that differs by less says nothing new, but would make the time jump.
  if (Math.abs(difference - ahead.current) > 1500) ahead.current = difference
  const second = () => Math.floor((Date.now() + ahead.current) / 1000)
  useEffect(() => {
    const timer = setInterval(() => setSecond(second()), 250)
    return () => clearInterval(timer)
  }, [])
  return reading?.frozen ? reading.now : reading && second()
}
