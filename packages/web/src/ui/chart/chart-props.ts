import type { LucideIcon } from 'lucide-react'

/** One line or row of bars. `color` is a CSS color, custom properties allowed. */
export interface ChartSeries {
  readonly label: string
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly style: 'bars' | 'line'
  readonly dash?: readonly number[]
}

/** The area between two bounds per bucket, behind the lines. */
export interface ChartBand {
  readonly color: string
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

/** Something that happened at a moment: a line with a flag at its top. */
export interface ChartMark {
  readonly id: string
  readonly atMs: number
  /** In words, for the tooltip and for those who do not see the chart. */
  readonly label: string
  readonly icon: LucideIcon
  readonly tone: 'neutral' | 'error' | 'ok'
  readonly onPick?: () => void
}

/** A stretch of time, tinted from top to bottom. */
export interface ChartStretch {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number
  readonly tone: 'accent' | 'error' | 'ok'
}

export interface TimeChartProps {
  /** Starts of the buckets, ISO 8601. */
  readonly buckets: readonly string[]
  readonly bucketMs: number
  readonly series: readonly ChartSeries[]
  readonly band?: ChartBand | undefined
  readonly marks?: readonly ChartMark[]
  readonly stretches?: readonly ChartStretch[]
  readonly height: number
  readonly label: string
  readonly format: (value: number) => string
  /** Durations have ticks at whole seconds, minutes and hours; counts at whole numbers. */
  readonly unit?: 'duration' | 'count' | undefined
  /** Whole-range value per series, shown while the cursor is elsewhere. */
  readonly overall?: readonly (number | null)[]
  readonly axes?: boolean
  readonly legend?: boolean
  /** Shows the values under the cursor in a corner of the chart, where there is no room for a legend. */
  readonly hover?: boolean
  /** Charts with the same key share their cursor. */
  readonly syncKey?: string
  readonly onZoom?: (fromMs: number, toMs: number) => void
  readonly onCursor?: (index: number | null) => void
  readonly onPick?: (seriesIndex: number) => void
}
