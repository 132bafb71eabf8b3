import type { PlotArea } from './chart-options.ts'
import type { ChartMark } from './chart-props.ts'

/** Marks that would cover each other, at the place of the first. */
export interface PlacedMarks {
  readonly leftPx: number
  readonly marks: readonly [ChartMark, ...ChartMark[]]
}

/** Flags closer than this would lie on each other. */
const leastDistancePx = 16

/** The place of a moment in the plot; outside of it, beyond its edges. */
export const placeOf = ({ width, fromS, toS }: PlotArea, atMs: number): number =>
  ((atMs / 1000 - fromS) / (toS - fromS)) * width

/** The marks within the plot from left to right, those that would cover each other put together. */
export function placeMarks(area: PlotArea, marks: readonly ChartMark[]): readonly PlacedMarks[] {
  const placed: { leftPx: number; marks: [ChartMark, ...ChartMark[]] }[] = []
  for (const mark of [...marks].sort((one, other) => one.atMs - other.atMs)) {
    const leftPx = placeOf(area, mark.atMs)
    if (leftPx < 0 || leftPx > area.width) continue
    const last = placed.at(-1)
    if (last && leftPx - last.leftPx < leastDistancePx) last.marks.push(mark)
    else placed.push({ leftPx, marks: [mark] })
  }
  return placed
}
