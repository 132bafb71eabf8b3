import { useQuery } from '@tanstack/react-query'
import { mostCounted, openAlertsQuery } from './monitor-queries.ts'

/** How many alerts are open, beside the way to them; nothing when none is. */
export function OpenAlertCount() {
  const { data: count = 0 } = useQuery(openAlertsQuery)
  if (count === 0) return null
  const text = count > mostCounted ? `${mostCounted}+` : String(count)
  return (
    <span
      title={`${text} open`}
      className="absolute -top-1.5 -right-2.5 min-w-4 rounded-full bg-error-fill px-1 text-center text-2xs leading-4 font-semibold text-white"
    >
      {text}
      <span className="sr-only"> open </span>
    </span>
  )
}
