import { displayWidth, fitWidth, padWidth } from './display-width.ts'
import type { Color, Paint } from './paint.ts'
import { safeLine } from './safe-text.ts'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly align?: 'left' | 'right'
  readonly color?: (row: Row) => Color | undefined
  /** May be cut down to this many cells when the table is too wide; columns without it are never cut. */
  readonly minWidth?: number
  /** Left out when the table does not fit, the highest number first. */
  readonly dropOrder?: number
}

export interface TableLayout {
  /** Cells to fit; undefined for no limit. */
  readonly width: number | undefined
  readonly paint: Paint
}

interface MeasuredColumn<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  width: number
}

const gap = 2

/** Aligned columns under a header. Too wide for the terminal: columns that may go are left out, then long ones cut. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, paint }: TableLayout,
): string {
  const measured = fitColumns(
    columns.map((column) => {
      const cells = rows.map((row) => safeLine(column.cell(row)))
      const widest = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(column.title))
      return { column, cells, width: widest }
    }),
    width,
  )
  const header = measured.map((each) => paint('dim', align(each.column, each.column.title, each.width)))
  const lines = rows.map((row, index) =>
    measured.map((each) => {
      const text = align(each.column, fitWidth(each.cells[index] ?? '', each.width), each.width)
      const color = each.column.color?.(row)
      return color === undefined ? text : paint(color, text)
    }),
  )
  return `${[header, ...lines].map((cells) => cells.join(' '.repeat(gap)).trimEnd()).join('\n')}\n`
}

function align<Row>(column: Column<Row>, text: string, width: number): string {
  return column.align === 'right' ? ' '.repeat(Math.max(0, width - displayWidth(text))) + text : padWidth(text, width)
}

function fitColumns<Row>(columns: MeasuredColumn<Row>[], width: number | undefined): MeasuredColumn<Row>[] {
  // An empty column tells nothing and costs room.
  let kept = columns.filter((each) => each.column.dropOrder === undefined || each.cells.some((cell) => cell !== ''))
  if (width === undefined) return kept
  const smallest = (each: MeasuredColumn<Row>) => Math.min(each.width, each.column.minWidth ?? each.width)
  while (total(kept.map(smallest)) > width) {
    const first = kept
      .filter((each) => each.column.dropOrder !== undefined)
      .toSorted((a, b) => (b.column.dropOrder ?? 0) - (a.column.dropOrder ?? 0))[0]
    if (first === undefined) break
    kept = kept.filter((each) => each !== first)
  }
  for (let excess = total(kept.map((each) => each.width)) - width; excess > 0; ) {
    const cuttable = kept.filter((each) => each.width > smallest(each))
    const longest = cuttable.reduce<MeasuredColumn<Row> | undefined>(
      (most, each) => (most === undefined || each.width > most.width ? each : most),
      undefined,
    )
    if (longest === undefined) break
    longest.width -= 1
    excess -= 1
  }
  return kept
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1)
}
