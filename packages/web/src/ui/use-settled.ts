import { useEffect, useState } from 'react'

/** The value once it has not changed for `afterMs`; compared by content, since drafts are made anew with every key. */
export function useSettled<Value>(value: Value, afterMs: number): Value {
  const [settled, setSettled] = useState(value)
  const content = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the content is what counts.
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), afterMs)
    return () => window.clearTimeout(timer)
  }, [content, afterMs])
  return settled
}
