import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type CandidateScope, readCandidates } from './candidates.ts'
import { knownDepthNs, learnDepth } from './known-depths.ts'
import { type FoundTrace, readInOrder } from './newest-traces.ts'
import { instantNs } from './series-range.ts'
import { firstWidths, StartWindows } from './start-windows.ts'
import { isOneOfFew, mayMatch, type StartWindow, windowCondition } from './text-candidates.ts'
import { isIndexed, isNarrowing } from './trace-conditions.ts'
import type { TracePosition } from './trace-position.ts'

export interface PageStart {
  readonly scope: CandidateScope
  /** The page begins after it. */
  readonly after: TracePosition | undefined
  /** How many traces are wanted; the answer may hold a few more. */
  readonly wanted: number
  readonly nowMs: number
}

/** A stretch of the list: every trace that now stands in it is among the candidates. */
export interface CandidateBatch {
  readonly candidates: readonly TracePosition[]
  /** The candidates as they stand now, where they were read at once. */
  readonly traces?: readonly FoundTrace[]
  /** The stretch begins after it, or at the list's beginning. */
  readonly after: TracePosition | undefined
  /** The stretch runs to the end of the list, else to the last candidate. */
  readonly isLast: boolean
}

/** Takes candidates from the list in order, over as many windows of time as it needs. */
export class CandidateReader {
  readonly #telemetry: TelemetryStore
  readonly #start: PageStart
  readonly #windows: Windows
  readonly #spansToNs: bigint | undefined
  #after: TracePosition | undefined
  #window: StartWindow | undefined
  #text: SqlText | undefined
  /** Whether it was asked if all that may match is only a few. */
  #isCounted = false
  /** Whether the next batch is read with its traces. */
  #isWhole: boolean

  private constructor(
    telemetry: TelemetryStore,
    start: PageStart,
    found: { readonly windows: Windows; readonly spansToNs: bigint | undefined },
  ) {
    this.#telemetry = telemetry
    this.#start = start
    this.#windows = found.windows
    this.#spansToNs = found.spansToNs
    this.#after = start.after
    this.#isWhole = isUnfiltered(start.scope)
    this.#window = this.#windows.next({ found: 0, wanted: 1 })
  }

  static async open(telemetry: TelemetryStore, start: PageStart): Promise<CandidateReader> {
    const windows = await windowsOf(telemetry, start)
    return new CandidateReader(telemetry, start, { windows, spansToNs: await lastSpanNs(telemetry, start) })
  }

  get isDone(): boolean {
    return this.#window === undefined
  }

  async next(wanted: number): Promise<CandidateBatch> {
    if (this.#isWhole && this.#window !== undefined) return await this.#readWhole(this.#window, wanted)
    const after = this.#after
    const candidates: TracePosition[] = []
    while (this.#window !== undefined && candidates.length < wanted) {
      const limit = roomFor(wanted) - candidates.length
      const some = await this.#read(this.#window, limit)
      candidates.push(...some)
      this.#after = candidates.at(-1) ?? after
      if (some.length < limit) await this.#moveOn(candidates.length, wanted)
    }
    this.#learn(candidates, wanted)
    return { candidates, after, isLast: this.isDone }
  }

  /**
   * The first batch of a list that shows nearly everything: its traces at once, which is a statement less. Once only:
   * where most of what it finds is not shown, candidates are much less to read.
   */
  async #readWhole(window: StartWindow, wanted: number): Promise<CandidateBatch> {
    this.#isWhole = false
    const after = this.#after
    const limit = roomFor(wanted)
    const { keys, traces, isFull } = await readInOrder(this.#telemetry, this.#start.scope, { window, after, limit })
    this.#after = keys.at(-1) ?? after
    if (!isFull) await this.#moveOn(keys.length, wanted)
    this.#learn(keys, wanted)
    return { candidates: keys, traces, after, isLast: this.isDone }
  }

  #learn(candidates: readonly TracePosition[], wanted: number): void {
    const last = candidates.at(-1)
    const isFirstPage = hasKnownDepth(this.#start) && wanted === this.#start.wanted
    if (!isFirstPage || candidates.length < wanted || last === undefined) return
    learnDepth(this.#telemetry, this.#start, last.startNs)
  }

  /** A seldom word is looked for once in all that is left, not in each window anew. */
  async #moveOn(found: number, wanted: number): Promise<void> {
    const { scope, nowMs } = this.#start
    this.#text = undefined
    if (scope.terms.length > 0 && !this.#isCounted && found < wanted) {
      this.#isCounted = true
      const fromNs = scope.filter.from === undefined ? undefined : instantNs(scope.filter.from)
      const search = { project: scope.project, terms: scope.terms, spans: { fromNs, toNs: this.#spansToNs }, nowMs }
      const few = await isOneOfFew(this.#telemetry, search)
      if (few !== null) {
        this.#window = this.#windows.rest()
        this.#text = few
        return
      }
    }
    this.#window = this.#windows.next({ found, wanted })
  }

  async #read(window: StartWindow, limit: number): Promise<readonly TracePosition[]> {
    const { scope, nowMs } = this.#start
    if (scope.terms.length > 0) {
      const spans = { fromNs: window.fromNs, toNs: this.#spansToNs }
      this.#text ??= await mayMatch(this.#telemetry, { project: scope.project, terms: scope.terms, spans, nowMs })
    }
    return await readCandidates(this.#telemetry, scope, {
      window,
      after: this.#after,
      limit,
      text: this.#text ?? sql`true`,
    })
  }
}

/** Whether it is remembered how far back the page reached. */
const hasKnownDepth = ({ scope, after }: PageStart): boolean =>
  scope.order.figure === 'start' && scope.order.isFalling && scope.filter.to === undefined && after === undefined

const isUnfiltered = ({ order, filter, terms, extra }: CandidateScope): boolean =>
  order.figure === 'start' && !isNarrowing(filter) && terms.length === 0 && extra.text === sql`true`.text

/** Some candidates are stale: a tenth of them where many spans came late or again. */
const roomFor = (wanted: number): number => Math.ceil(wanted * 1.1) + 6

type Windows = Pick<StartWindows, 'next' | 'rest'>

/** One window with everything for lists by a figure and for what an index finds, growing ones for lists by start. */
async function windowsOf(telemetry: TelemetryStore, start: PageStart): Promise<Windows> {
  const { scope, after } = start
  const { filter, order } = scope
  const bounds: StartWindow = {
    fromNs: filter.from === undefined ? undefined : instantNs(filter.from),
    toNs: filter.to === undefined ? undefined : instantNs(filter.to) - 1n,
  }
  if (order.figure !== 'start' || isIndexed(filter)) return oneWindow(bounds)
  const firstWidthNs = isNarrowing(filter) ? firstWidths.filtered : firstWidths.unfiltered
  if (order.isFalling) {
    const toNs = after?.startNs ?? bounds.toNs
    return new StartWindows({
      fromNs: bounds.fromNs,
      toNs,
      isFalling: true,
      anchorNs: BigInt(start.nowMs) * 1_000_000n,
      firstWidthNs,
      firstFromNs: hasKnownDepth(start) ? knownDepthNs(telemetry, start) : undefined,
    })
  }
  const fromNs = after?.startNs ?? bounds.fromNs
  const anchorNs = fromNs ?? (await firstStartNs(telemetry, scope.project)) ?? 0n
  return new StartWindows({ fromNs, toNs: bounds.toNs, isFalling: false, anchorNs, firstWidthNs })
}

function oneWindow(bounds: StartWindow): Windows {
  let window: StartWindow | undefined = bounds
  const rest = () => {
    const whole = window
    window = undefined
    return whole
  }
  return { next: rest, rest }
}

async function firstStartNs(telemetry: TelemetryStore, project: string): Promise<bigint | undefined> {
  const [row] = await telemetry.query<{ ns: string }>(
    sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS ns FROM traces WHERE project = ${project}
      ORDER BY project, start_time LIMIT 1`,
    { kind: 'interactive' },
  )
  return row === undefined ? undefined : BigInt(row.ns)
}

/**
 * How late spans of the page's traces may start, for a text search; undefined where the page may have the newest traces.
 * A trace's spans start between its own start and its end.
 */
async function lastSpanNs(telemetry: TelemetryStore, { scope, after }: PageStart): Promise<bigint | undefined> {
  const { terms, order, filter, project } = scope
  if (terms.length === 0) return undefined
  const until = filter.to === undefined ? undefined : instantNs(filter.to)
  const lastStartNs = order.figure === 'start' && order.isFalling ? (after?.startNs ?? until) : until
  if (lastStartNs === undefined) return undefined
  const [row] = await telemetry.query<{ ns: string }>(
    sql`SELECT toString(toUnixTimestamp64Nano(max(end_time))) AS ns FROM traces
      WHERE project = ${project} AND ${windowCondition({ toNs: lastStartNs })}`,
    { kind: 'interactive' },
  )
  return row === undefined ? undefined : BigInt(row.ns)
}
