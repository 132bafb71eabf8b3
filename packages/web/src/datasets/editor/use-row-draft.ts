import type { RowFields } from '@pawl/core'
import { useEffect, useMemo, useState } from 'react'
import { draftOf, type EditedFields, isSame, type RowDraft } from './row-draft.ts'
import { forgetDraft, readStoredDraft, type StoredDraft, storeDraft } from './stored-draft.ts'

export interface DraftSource {
  /** Names the draft in this browser: the row, or what a new row is made from. */
  readonly name: string
  readonly fields: RowFields
  /** 0 for a new row. */
  readonly revision: number
  readonly dataset: string
}

export interface RowDraftState {
  readonly draft: RowDraft
  readonly setDraft: (change: (draft: RowDraft) => RowDraft) => void
  readonly dataset: string
  readonly setDataset: (dataset: string) => void
  readonly base: EditedFields
  readonly baseRevision: number
  /** When the edits that were brought back were made. */
  readonly restoredAtMs: number | undefined
  readonly isChanged: boolean
  /** False where the browser refuses to keep edits. */
  readonly isKept: boolean
  readonly discard: () => void
  /** Edits go on top of a newer state of the row. */
  readonly rebase: (to: { readonly draft: RowDraft; readonly base: EditedFields; readonly revision: number }) => void
}

type Kept = Omit<StoredDraft, 'atMs'>

const storeAfterMs = 250

/** The draft of a row. Every edit is kept in this browser until it is saved or discarded, so that a reload loses nothing. */
export function useRowDraft({ name, fields, revision, dataset }: DraftSource): RowDraftState {
  const fresh = useMemo((): Kept => {
    const draft = draftOf(fields)
    return { draft, base: draft.fields, revision, dataset }
  }, [fields, revision, dataset])
  const [restored, setRestored] = useState(() => readStoredDraft(name))
  const [kept, setKept] = useState<Kept>(restored ?? fresh)
  const [isKept, setIsKept] = useState(true)
  const isChanged = !isSame(kept.draft.fields, kept.base) || Object.keys(kept.draft.unparsed).length > 0
  useEffect(() => {
    if (!isChanged) return
    const store = () => setIsKept(storeDraft(name, { ...kept, atMs: Date.now() }))
    const timer = window.setTimeout(store, storeAfterMs)
    // A reload comes sooner than the timer.
    window.addEventListener('pagehide', store)
    return () => {
      window.clearTimeout(timer)
      window.removeEventListener('pagehide', store)
    }
  }, [name, kept, isChanged])
  return {
    draft: kept.draft,
    setDraft: (change) => setKept((before) => ({ ...before, draft: change(before.draft) })),
    dataset: kept.dataset,
    setDataset: (next) => setKept((before) => ({ ...before, dataset: next })),
    base: kept.base,
    baseRevision: kept.revision,
    restoredAtMs: restored?.atMs,
    isChanged,
    isKept,
    discard: () => {
      forgetDraft(name)
      setRestored(undefined)
      setKept(fresh)
    },
    rebase: (to) => setKept((before) => ({ ...before, ...to })),
  }
}
