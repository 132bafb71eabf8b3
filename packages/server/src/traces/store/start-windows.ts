import type { StartWindow } from './text-candidates.ts'

const hourNs = 3_600_000_000_000n
/** Past this width what is left is read as one window. */
const widestNs = 60n * 24n * hourNs
const fastestGrowth = 16
const slowestGrowth = 4

export interface WindowBounds {
  /** Where the list may begin and end, inclusive; unbounded where undefined. */
  readonly fromNs: bigint | undefined
  readonly toNs: bigint | undefined
  /** Newest first. */
  readonly isFalling: boolean
  /** Where the first window begins when that end is unbounded. */
  readonly anchorNs: bigint
  readonly firstWidthNs: bigint
  /** Of a falling list: where the first window begins when that is known better than by a width. */
  readonly firstFromNs?: bigint | undefined
}

/** Of a list that shows everything, and of one in which a filter leaves few: each further window is a statement more. */
export const firstWidths = { unfiltered: 2n * hourNs, filtered: 16n * hourNs } as const

/**
 * Windows of time for a list sorted by start, from its beginning on, each wider than the one before: a filter that fits
 * often is answered from little data, and one that fits seldom still reads everything in a few steps. `next` is told
 * how many of the wanted rows the windows so far gave; undefined ends the list.
 */
export class StartWindows {
  readonly #bounds: WindowBounds
  #edgeNs: bigint | undefined
  #widthNs: bigint
  #firstFromNs: bigint | undefined
  #isFirst = true
  #isDone = false

  constructor(bounds: WindowBounds) {
    this.#bounds = bounds
    this.#widthNs = bounds.firstWidthNs
    this.#firstFromNs = bounds.firstFromNs
    this.#edgeNs = bounds.isFalling ? bounds.toNs : bounds.fromNs
  }

  next(progress: { readonly found: number; readonly wanted: number }): StartWindow | undefined {
    if (this.#isDone) return undefined
    const window = this.#firstFromNs === undefined ? this.#nextByWidth(progress) : this.#from(this.#firstFromNs)
    this.#firstFromNs = undefined
    this.#isDone = this.#reaches(window)
    return window
  }

  #nextByWidth(progress: { readonly found: number; readonly wanted: number }): StartWindow {
    if (!this.#isFirst) this.#widthNs = grown(this.#widthNs, progress)
    this.#isFirst = false
    return this.#bounds.isFalling ? this.#falling() : this.#rising()
  }

  /** All that is left, as the last window; undefined where nothing is. */
  rest(): StartWindow | undefined {
    if (this.#isDone) return undefined
    this.#isDone = true
    const { fromNs, toNs, isFalling } = this.#bounds
    return isFalling ? { fromNs, toNs: this.#edgeNs } : { fromNs: this.#edgeNs, toNs }
  }

  #falling(): StartWindow {
    const { anchorNs } = this.#bounds
    const toNs = this.#edgeNs
    const base = toNs === undefined || toNs > anchorNs ? anchorNs : toNs
    return this.#from(this.#widthNs > widestNs ? undefined : base - this.#widthNs)
  }

  /** From there up to the windows before. */
  #from(startNs: bigint | undefined): StartWindow {
    const { fromNs } = this.#bounds
    const toNs = this.#edgeNs
    const clipped = startNs === undefined || (fromNs !== undefined && startNs <= fromNs) ? fromNs : startNs
    if (clipped !== undefined) this.#edgeNs = clipped - 1n
    return { fromNs: clipped, toNs }
  }

  #rising(): StartWindow {
    const { toNs, anchorNs } = this.#bounds
    const fromNs = this.#edgeNs
    const base = fromNs === undefined || fromNs < anchorNs ? anchorNs : fromNs
    const endNs = this.#widthNs > widestNs ? undefined : base + this.#widthNs
    const clipped = endNs === undefined || (toNs !== undefined && endNs >= toNs) ? toNs : endNs
    if (clipped !== undefined) this.#edgeNs = clipped + 1n
    return { fromNs, toNs: clipped }
  }

  #reaches(window: StartWindow): boolean {
    return this.#bounds.isFalling ? window.fromNs === this.#bounds.fromNs : window.toNs === this.#bounds.toNs
  }
}

function grown(widthNs: bigint, { found, wanted }: { readonly found: number; readonly wanted: number }): bigint {
  if (found === 0) return widthNs * BigInt(fastestGrowth)
  const factor = Math.ceil((1.5 * (wanted - found)) / found)
  return widthNs * BigInt(Math.min(fastestGrowth, Math.max(slowestGrowth, factor)))
}
