import type { EditedFields, RowDraft } from './row-draft.ts'

/** Edits that were not saved, as they lie in this browser. */
export interface StoredDraft {
  readonly draft: RowDraft
  /** What was edited: to tell later what others changed meanwhile. */
  readonly base: EditedFields
  /** The revision of `base`; 0 for a new row. */
  readonly revision: number
  readonly dataset: string
  readonly atMs: number
}

const keyOf = (name: string): string => `pawl.row-draft.${name}`

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStored = (value: unknown): value is StoredDraft =>
  isRecord(value) &&
  isRecord(value.draft) &&
  isRecord(value.draft.fields) &&
  isRecord(value.draft.unparsed) &&
  isRecord(value.base) &&
  typeof value.revision === 'number' &&
  typeof value.dataset === 'string' &&
  typeof value.atMs === 'number'

/** Undefined when nothing is stored, or nothing that this version of the page can read. */
export function readStoredDraft(name: string): StoredDraft | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null')
    return isStored(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** False when this browser keeps nothing (storage is forbidden or full). */
export function storeDraft(name: string, stored: StoredDraft): boolean {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(stored))
    return true
  } catch {
    return false
  }
}

export function forgetDraft(name: string): void {
  try {
    localStorage.removeItem(keyOf(name))
  } catch {
    // Where storage is forbidden, nothing was stored.
  }
}
