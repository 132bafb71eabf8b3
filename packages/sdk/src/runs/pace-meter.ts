import type { RunProgress, TrialStatus } from './run-messages.ts'

const windowMs = 10_000

/** Counts trials as they are stored, and how fast they come. */
export class PaceMeter {
  readonly #total: number
  readonly #counts: Record<TrialStatus, number>
  #finished: number
  #steps: { readonly atMs: number; readonly count: number }[] = []
  readonly #startedMs = performance.now()

  constructor({ total, finished, counts }: Pick<RunProgress, 'total' | 'finished' | 'counts'>) {
    this.#total = total
    this.#finished = finished
    this.#counts = { ...counts }
  }

  add(statuses: readonly TrialStatus[]): void {
    for (const status of statuses) this.#counts[status] += 1
    this.#finished += statuses.length
    const atMs = performance.now()
    this.#steps.push({ atMs, count: statuses.length })
    this.#steps = this.#steps.filter((step) => step.atMs > atMs - windowMs)
  }

  get progress(): RunProgress {
    const spanMs = Math.min(windowMs, performance.now() - this.#startedMs)
    const recent = this.#steps.reduce((sum, { count }) => sum + count, 0)
    const trialsPerS = recent === 0 || spanMs === 0 ? null : recent / (spanMs / 1000)
    return {
      total: this.#total,
      finished: this.#finished,
      counts: { ...this.#counts },
      trialsPerS,
      secondsLeft: trialsPerS === null ? null : Math.max(0, this.#total - this.#finished) / trialsPerS,
    }
  }
}
