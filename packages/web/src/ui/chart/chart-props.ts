/** One line or row of bars. `color` is a CSS color, custom properties allowed. */
export interface ChartSeries {
  readonly label: string
  readonly color: string
  readonly values: readonly (number | null)[]
  readonly style: 'bars' | 'line'
  readonly dash?: readonly number[]
}

export interface TimeChartProps {
  /** Starts of the buckets, ISO 8601. */
  readonly buckets: readonly string[]
  readonly bucketMs: number
  readonly series: readonly ChartSeries[]
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
