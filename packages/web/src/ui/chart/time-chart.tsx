import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { useShownTheme } from '../theme.ts'
import { useZoneChoice, zoneName } from '../time-zone.ts'
import { ChartLegend, CursorValues } from './chart-legend.tsx'
import { ChartMarks } from './chart-marks.tsx'
import { chartData, chartOptions, type PlotArea } from './chart-options.ts'
import type { TimeChartProps } from './chart-props.ts'

/** Values over time: drag to zoom, values at the cursor in the legend. */
export function TimeChart(props: TimeChartProps) {
  const { buckets, bucketMs, series, band, height, label, axes = true, legend = true, syncKey } = props
  const { marks = [], stretches = [] } = props
  const box = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<number | null>(null)
  const [area, setArea] = useState<PlotArea>()
  const theme = useShownTheme()
  const [zone] = useZoneChoice()
  const callbacks = useRef(props)
  callbacks.current = props
  const canZoom = props.onZoom !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through resolved colors; a change must redraw.
  useEffect(() => {
    const element = box.current
    if (!element) return
    const times = buckets.map((bucket) => Date.parse(bucket) / 1000)
    const options = chartOptions({
      element,
      series,
      band,
      times,
      bucketS: bucketMs / 1000,
      height,
      timeZone: zoneName(zone) === 'UTC' ? 'Etc/UTC' : zoneName(zone),
      format: (value) => callbacks.current.format(value),
      unit: callbacks.current.unit,
      axes,
      syncKey,
      onCursor: (index) => {
        setCursor(index)
        callbacks.current.onCursor?.(index)
      },
      onZoom: canZoom ? (fromMs, toMs) => callbacks.current.onZoom?.(fromMs, toMs) : undefined,
      onArea: (next) => setArea((before) => (isSameArea(before, next) ? before : next)),
    })
    const plot = new uPlot(options, chartData(times, band, series), element)
    const resize = new ResizeObserver(() => plot.setSize({ width: Math.max(50, element.clientWidth), height }))
    resize.observe(element)
    return () => {
      resize.disconnect()
      plot.destroy()
    }
  }, [buckets, bucketMs, series, band, height, axes, syncKey, theme, zone, canZoom])
  return (
    <div className="relative">
      <div ref={box} role="img" aria-label={label} style={{ height }} className="w-full overflow-hidden" />
      {area ? <ChartMarks area={area} marks={marks} stretches={stretches} /> : null}
      {props.hover && cursor !== null ? <CursorValues {...props} cursor={cursor} /> : null}
      {legend ? <ChartLegend {...props} cursor={cursor} /> : null}
    </div>
  )
}

const isSameArea = (one: PlotArea | undefined, other: PlotArea): boolean =>
  one !== undefined && (Object.keys(other) as (keyof PlotArea)[]).every((key) => one[key] === other[key])
