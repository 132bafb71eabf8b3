import { AppError, type TraceSort } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../../platform/http/index.ts'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'
import { timeLiteral } from './trace-conditions.ts'

/**
 * Where a trace stands in a sorted list. Traces with the same value follow by start, newest first (oldest first under
 * `start`), then by id.
 */
export interface TracePosition {
  /** The sorted figure in its column's unit; the start itself when sorted by start. */
  readonly value: bigint
  readonly startNs: bigint
  readonly traceId: string
}

const columns = {
  start: sql`toUnixTimestamp64Nano(start_time)`,
  duration: sql`duration_ns`,
  cost: sql`cost_nusd`,
  tokens: sql`total_tokens`,
} as const

export type SortedFigure = keyof typeof columns

export interface TraceOrder {
  readonly figure: SortedFigure
  /** Largest first. */
  readonly isFalling: boolean
  /** The figure as SQL over `traces`. */
  readonly column: SqlText
  readonly orderBy: SqlText
}

export function orderOf(sort: TraceSort): TraceOrder {
  const isFalling = sort.startsWith('-')
  const figure = (isFalling ? sort.slice(1) : sort) as SortedFigure
  const column = columns[figure]
  const direction = isFalling ? sql`DESC` : sql`ASC`
  const orderBy =
    figure === 'start'
      ? sql`start_time ${direction}, trace_id ${direction}`
      : sql`${column} ${direction}, start_time DESC, trace_id DESC`
  return { figure, isFalling, column, orderBy }
}

/** Negative when `a` comes first. */
export function comparePositions(order: TraceOrder, a: TracePosition, b: TracePosition): number {
  if (a.value !== b.value) return a.value < b.value === order.isFalling ? 1 : -1
  const isFalling = order.figure !== 'start' || order.isFalling
  if (a.startNs !== b.startNs) return a.startNs < b.startNs === isFalling ? 1 : -1
  if (a.traceId === b.traceId) return 0
  return a.traceId < b.traceId === isFalling ? 1 : -1
}

/** True for rows that come after a position. */
export function isAfter(order: TraceOrder, position: TracePosition): SqlText {
  const start = timeLiteral(position.startNs)
  const isFalling = order.figure !== 'start' || order.isFalling
  const beyond = isFalling ? sql`<` : sql`>`
  const sameStart = sql`(start_time = ${start} AND trace_id ${beyond} ${position.traceId})`
  // The bare comparison of the start is what the primary key understands.
  if (order.figure === 'start') {
    return sql`(start_time ${beyond}= ${start} AND (start_time ${beyond} ${start} OR ${sameStart}))`
  }
  const past = order.isFalling ? sql`<` : sql`>`
  return sql`(${order.column} ${past} ${position.value} OR
    (${order.column} = ${position.value} AND (start_time ${beyond} ${start} OR ${sameStart})))`
}

export function cursorOf(sort: TraceSort, { value, startNs, traceId }: TracePosition): string {
  return encodeCursor(sort, String(value), String(startNs), traceId)
}

const cursorPattern = /^([a-z-]+),(-?\d{1,20}),(\d{1,20}),([0-9a-f]{32})$/

/** @throws AppError `bad_request` for anything that `cursorOf` did not give for this sort */
export function positionOfCursor(sort: TraceSort, cursor: string): TracePosition {
  const [itsSort, value = '', startNs = '', traceId = ''] = decodeCursor(cursor, cursorPattern)
  if (itsSort !== sort) {
    throw new AppError('bad_request', `This cursor belongs to a list sorted by ${itsSort}, not by ${sort}.`, {
      where: 'query.cursor',
      fix: 'Keep the same `sort` on all pages, or leave the cursor out.',
    })
  }
  return { value: BigInt(value), startNs: BigInt(startNs), traceId }
}
