import { useEffect, useState } from 'preact/hooks'

/** Returns a function that focuses an element by its id, as soon as there is one in the list. */
export function useFocusOn(list: unknown) {
  const [wanted, setWanted] = useState<string>()
  useEffect(() => {
    const element = wanted === undefined ? null : document.getElementById(wanted)
    if (element === null) return
    element.focus()
    setWanted(undefined)
  }, [wanted, list])
  return setWanted
}
