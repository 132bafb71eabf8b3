import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { QueryValues } from '../../api/index.ts'
import type { ChartMark } from '../../ui/chart/chart-props.ts'
import { changesQuery } from '../trace-queries.ts'
import { changeChartMark } from './change-marks.ts'

/** What happened to the application in the range of a filter; charts do without while it is on its way, or fails. */
export function useChangeMarks({ from, to }: QueryValues): readonly ChartMark[] {
  const { data } = useQuery(changesQuery({ from, to }))
  return useMemo(() => data?.changes.map(changeChartMark) ?? [], [data])
}
