import { useMemo } from 'react'
import { useNow } from '../../ui/use-now.ts'
import type { ChartRange, MonitorSearch } from '../monitor-search.ts'
import type { ChosenRange } from './range-bar.tsx'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const lengthMs = { '24h': dayMs, '7d': 7 * dayMs, '30d': 30 * dayMs, '90d': 90 * dayMs } as const satisfies Record<
  ChartRange,
  number
>

/** The range of an address; one until now moves on every five minutes, so that a question is asked again only then. */
export function useChartRange({ range = '7d', from, to }: MonitorSearch): ChosenRange {
  const nowMs = useNow()
  const endMs = Math.ceil(nowMs / (5 * minuteMs)) * 5 * minuteMs
  return useMemo(
    () =>
      from !== undefined && to !== undefined
        ? { fromMs: Date.parse(from), toMs: Date.parse(to) }
        : { fromMs: endMs - lengthMs[range], toMs: endMs },
    [range, from, to, endMs],
  )
}
