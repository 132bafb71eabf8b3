import { type AddedRows, type Duplicate, type DuplicateChoice, mergeRows, type RowFields } from '@pawl/core'
import type { PlannedWrite } from './change-dataset.ts'
import { fieldsWrite, type NewRowWrite, newWrite } from './plan-write.ts'
import { storedTexts } from './row-texts-of.ts'
import type { StoredRow } from './store/row-reads.ts'

export interface AddedCandidate extends NewRowWrite {
  readonly remark: string | null
}

export type AddedResult = AddedRows['results'][number]

/** What rows may say is expected, in characters: a row that takes in others holds all of theirs. */
const longestExpected = 20_000

/** Decides row by row what is stored. */
export class RowPlanner {
  readonly results: AddedResult[] = []
  readonly #choice: DuplicateChoice
  readonly #fresh = new Map<string, AddedCandidate>()
  readonly #stored = new Map<string, StoredRow>()
  readonly #taken = new Map<string, RowFields[]>()
  readonly #expected = new Map<string, Set<string>>()
  /** Rows of the request that were not stored, and the rows that stand for them. */
  readonly #standIns = new Map<string, string>()

  constructor(choice: DuplicateChoice) {
    this.#choice = choice
  }

  /** Rows that may take others in; archived ones do not. */
  know(rows: readonly StoredRow[]): void {
    for (const row of rows) if (row.status !== 'archived') this.#stored.set(row.id, row)
  }

  take(candidate: AddedCandidate, found: readonly Duplicate[]): void {
    const duplicates = this.#resolved(found)
    const { rowId, remark } = candidate
    const standIn = this.#standInOf(duplicates, candidate.fields)
    if (standIn === undefined) {
      this.#fresh.set(rowId, candidate)
      this.results.push({ outcome: 'added', rowId, duplicates, remark })
      return
    }
    this.#standIns.set(rowId, standIn)
    const isMerged = this.#choice === 'merge'
    if (isMerged) this.#taken.set(standIn, [...(this.#taken.get(standIn) ?? []), candidate.fields])
    this.results.push({ outcome: isMerged ? 'merged' : 'skipped', rowId: standIn, duplicates, remark: null })
  }

  writes(): readonly PlannedWrite[] {
    const edits = [...this.#taken].flatMap(([rowId, taken]) => {
      const row = this.#stored.get(rowId)
      return row === undefined ? [] : [fieldsWrite(row, mergedInto(row, taken), 'merged')]
    })
    const made = Array.from(this.#fresh.values(), (candidate) => {
      const { rowId, status, people, texts } = candidate
      const taken = this.#taken.get(rowId)
      if (taken === undefined) return newWrite({ rowId, fields: candidate.fields, status, texts, people })
      const fields = mergeRows(candidate.fields, taken)
      return newWrite({ rowId, fields, status, texts: storedTexts(fields), people })
    })
    return [...edits, ...made]
  }

  #standInOf(duplicates: readonly Duplicate[], fields: RowFields): string | undefined {
    const ids = (wanted: (duplicate: Duplicate) => boolean) =>
      duplicates.flatMap((each) => (each.rowId !== null && wanted(each) ? [each.rowId] : []))
    switch (this.#choice) {
      case 'merge':
        return ids(() => true).find((id) => this.#takesIn(id, fields))
      case 'skip':
        return ids(({ isExact }) => isExact)[0]
      case 'add':
      case 'report':
        return undefined
    }
  }

  #takesIn(rowId: string, { expectedBehavior }: RowFields): boolean {
    const target = this.#fresh.get(rowId)?.fields ?? this.#stored.get(rowId)?.fields
    if (target === undefined) return false
    const said = this.#expected.get(rowId) ?? new Set([target.expectedBehavior])
    this.#expected.set(rowId, said)
    if (said.has(expectedBehavior)) return true
    const characters = [...said].reduce((sum, text) => sum + text.length + 2, expectedBehavior.length)
    if (characters > longestExpected) return false
    said.add(expectedBehavior)
    return true
  }

  /** Each row once, under the row that stands for it. */
  #resolved(found: readonly Duplicate[]): Duplicate[] {
    const byRow = new Map<string | null, Duplicate>()
    for (const each of found) {
      const standIn = each.rowId === null ? undefined : this.#standIns.get(each.rowId)
      const resolved = standIn === undefined ? each : { ...each, rowId: standIn, index: null }
      if (!byRow.has(resolved.rowId)) byRow.set(resolved.rowId, resolved)
    }
    return [...byRow.values()]
  }
}

function mergedInto({ fields, status }: StoredRow, taken: readonly RowFields[]): RowFields {
  const merged = mergeRows(fields, taken)
  // What an active row tests and who judges it is left as it was proven: changing that takes a person and a reason.
  const { expectedBehavior, reference, evaluators } = fields
  return status === 'active' ? { ...merged, expectedBehavior, reference, evaluators } : merged
}
