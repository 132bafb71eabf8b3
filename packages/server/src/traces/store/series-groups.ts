import { emptyCell, type SeriesCell, type SeriesGroup } from '@pawl/core'
import type { QuantileRow, ScoreRow, SumRow } from './series-statements.ts'

/** Collects what several statements say about the same groups. */
export class GroupDraft {
  /** Of the largest groups, in order. */
  readonly names: readonly string[]
  readonly #indexOfBucket: ReadonlyMap<number, number>
  readonly #places = new Map<number, { cells: Map<number, SeriesCell>; overall: SeriesCell }>()

  constructor(startsMs: readonly number[], sums: readonly SumRow[]) {
    this.#indexOfBucket = new Map(startsMs.map((ms, index) => [ms / 1000, index]))
    const names: string[] = []
    for (const row of sums) {
      if (row.place > 0) names[row.place - 1] = row.grp
      this.#change(row, {
        count: row.n,
        errorCount: row.errors,
        inputTokens: row.sum_input,
        outputTokens: row.sum_output,
        totalTokens: row.sum_total,
        costNanoUsd: row.sum_cost,
        checkCounts: row.check_sums ?? [],
      })
      this.#changeOverall(row.place, (overall) => ({
        count: overall.count + row.n,
        errorCount: overall.errorCount + row.errors,
        inputTokens: overall.inputTokens + row.sum_input,
        outputTokens: overall.outputTokens + row.sum_output,
        totalTokens: overall.totalTokens + row.sum_total,
        costNanoUsd: overall.costNanoUsd + row.sum_cost,
        checkCounts: (row.check_sums ?? []).map((count, index) => count + (overall.checkCounts[index] ?? 0)),
      }))
    }
    this.names = names
  }

  addQuantiles(rows: readonly QuantileRow[]): void {
    for (const row of rows) {
      const quantiles = { latencyBuckets: row.latency ?? [], ttftBuckets: row.ttft ?? [] }
      if (row.is_overall === 1) this.#changeOverall(row.place, () => quantiles)
      else this.#change(row, quantiles)
    }
  }

  addScores(rows: readonly ScoreRow[]): void {
    for (const row of rows) {
      this.#change(row, {
        scoreSum: row.value_sum,
        scoreValueCount: row.value_count,
        passCount: row.pass_count,
        failCount: row.fail_count,
        labelledCount: row.labelled_count,
        labelCount: row.label_count,
      })
      this.#changeOverall(row.place, (overall) => ({
        scoreSum: overall.scoreSum + row.value_sum,
        scoreValueCount: overall.scoreValueCount + row.value_count,
        passCount: overall.passCount + row.pass_count,
        failCount: overall.failCount + row.fail_count,
        labelledCount: overall.labelledCount + row.labelled_count,
        labelCount: overall.labelCount + row.label_count,
      }))
    }
  }

  groups(): readonly SeriesGroup[] {
    const named = this.names.map((group, index) => ({ group, place: index + 1 }))
    return [...named, { group: '(other)', place: 0 }].flatMap(({ group, place }) => {
      const found = this.#places.get(place)
      return found === undefined ? [] : [{ group, ...found }]
    })
  }

  #at(place: number) {
    const found = this.#places.get(place) ?? { cells: new Map<number, SeriesCell>(), overall: emptyCell }
    this.#places.set(place, found)
    return found
  }

  #change({ place, bucket }: { readonly place: number; readonly bucket: number }, change: Partial<SeriesCell>): void {
    const { cells } = this.#at(place)
    const index = this.#indexOfBucket.get(bucket)
    if (index !== undefined) cells.set(index, { ...(cells.get(index) ?? emptyCell), ...change })
  }

  #changeOverall(place: number, change: (overall: SeriesCell) => Partial<SeriesCell>): void {
    const found = this.#at(place)
    found.overall = { ...found.overall, ...change(found.overall) }
  }
}
