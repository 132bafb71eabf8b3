import type { RowFields, RowView } from '@pawl/core'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { showToast } from '../../ui/toast.tsx'
import { draftOf, draftProblems, type RowDraft } from './row-draft.ts'
import type { RowDraftState } from './use-row-draft.ts'
import {
  activationObstacle,
  type EditedRow,
  type NewRowPlace,
  type SaveRequest,
  useSaveRow,
  weakeningsOf,
} from './use-save-row.ts'

export interface Saving {
  readonly save: (how: Omit<SaveRequest, 'fields'>) => void
  readonly isBusy: boolean
  readonly error: unknown
  /** Why it cannot be saved, once that was tried. */
  readonly problems: readonly string[]
  readonly datasetProblem: string | undefined
  /** Why it cannot become active. */
  readonly obstacle: string | undefined
  readonly result: ReturnType<typeof useSaveRow>['data']
  readonly dismiss: () => void
  /** Saves on top of what somebody else saved meanwhile, as it was last tried. */
  readonly resolve: (draft: RowDraft, theirs: RowView) => void
  /** Set while a reason is asked for: what the row would protect less. */
  readonly weakening: { readonly messages: readonly string[]; readonly confirm: (reason: string) => void } | undefined
}

interface SavedOf {
  readonly row: RowView | undefined
  readonly source: RowFields['source']
}

/** Saving a draft: what stands in its way, what it came to, and where it leads. */
export function useSaving(state: RowDraftState, { row, source }: SavedOf): Saving {
  const navigate = useNavigate()
  const [wasTried, setWasTried] = useState(false)
  const [asked, setAsked] = useState<Omit<SaveRequest, 'fields'>>()
  const [sawDuplicates, setSawDuplicates] = useState(false)
  const edited = row && { row, base: state.base, revision: state.baseRevision }
  const mutation = useSaveRow()
  const last = useRef<Omit<SaveRequest, 'fields'>>({ activate: false })
  const { fields } = state.draft
  const problems = draftProblems(state.draft).map(({ field, message }) => `${field}: ${message}`)
  const place = edited ?? { dataset: state.dataset, source, acceptsDuplicates: sawDuplicates }
  const send = async (of: EditedRow | NewRowPlace, request: SaveRequest) => {
    const { fields: _fields, ...how } = request
    last.current = how
    const saved = await mutation.mutateAsync({ ...request, of })
    if (saved.kind === 'duplicate') setSawDuplicates(true)
    if (saved.kind !== 'saved') return
    state.discard()
    showToast(saved.remark ?? (how.activate ? 'Saved and active' : row ? 'Saved' : 'Draft saved'))
    await navigate({ to: '/rows/$rowId', params: { rowId: saved.rowId } })
  }
  const save = (how: Omit<SaveRequest, 'fields'>) => {
    setWasTried(true)
    if (problems.length > 0 || state.dataset === '' || mutation.isPending) return
    if (how.activate && activationObstacle(fields) !== undefined) return
    if (edited && how.reason === undefined && weakeningsOf(edited, fields).length > 0) setAsked(how)
    // What fails is shown from the mutation's own state.
    else send(place, { ...how, fields }).catch(() => undefined)
  }
  return {
    save,
    isBusy: mutation.isPending,
    error: mutation.error,
    problems: wasTried ? problems : [],
    datasetProblem: wasTried && state.dataset === '' ? 'Choose where the row belongs' : undefined,
    obstacle: activationObstacle(fields),
    result: mutation.data,
    dismiss: mutation.reset,
    resolve: (draft, theirs) => {
      const base = draftOf(theirs).fields
      state.rebase({ draft, base, revision: theirs.revision })
      const of = { row: theirs, base, revision: theirs.revision }
      send(of, { ...last.current, fields: draft.fields }).catch(() => undefined)
    },
    weakening:
      asked && edited
        ? {
            messages: weakeningsOf(edited, fields).map(({ message }) => message),
            confirm: (reason) => {
              setAsked(undefined)
              if (reason !== '') save({ ...asked, reason })
            },
          }
        : undefined,
  }
}
