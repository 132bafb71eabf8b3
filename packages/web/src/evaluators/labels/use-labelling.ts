import type { QueueItem } from '@pawl/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { addLabels, deleteLabel, problemOf } from '../../api/index.ts'
import { showToast } from '../../ui/toast.tsx'
import {
  type HumanOutcome,
  isFinished,
  type LabelSession,
  label,
  move,
  openItem,
  skip,
  startSession,
  undo,
  withoutLabel,
} from './label-session.ts'

export interface Labelling {
  readonly session: LabelSession
  readonly note: string
  readonly setNote: (note: string) => void
  readonly decide: (outcome: HumanOutcome) => void
  readonly skip: () => void
  readonly undo: () => void
  readonly move: (step: 1 | -1) => void
  /** What was labelled last, for a word on what the evaluator had said. */
  readonly last: { readonly item: QueueItem; readonly outcome: HumanOutcome } | undefined
}

/** Labels are sent at once; one that cannot be stored opens its subject again. */
export function useLabelling(items: readonly QueueItem[]): Labelling {
  const [session, setSession] = useState(() => startSession(items))
  const [note, setNote] = useState('')
  // Undo needs the id of a label whose answer may still be on its way.
  const sent = useRef(new Map<string, Promise<string | undefined>>())
  const queries = useQueryClient()
  const decide = (outcome: HumanOutcome) => {
    const item = openItem(session)
    if (!item) return
    const next = label(session, outcome)
    setSession(next)
    setNote('')
    const { subjectId } = item
    const storing = addLabels([{ subjectId, outcome, note }]).then(
      ({ labels }) => {
        // The last one of this page of the queue: ask for what else there is.
        if (isFinished(next)) void queries.invalidateQueries({ queryKey: ['evaluators'] })
        return labels[0]?.id
      },
      (error: unknown) => {
        showToast(`Not labelled: ${problemOf(error).detail}`, 'error')
        setSession((current) => withoutLabel(current, subjectId))
        return undefined
      },
    )
    sent.current.set(subjectId, storing)
  }
  const takeBack = () => {
    const back = undo(session)
    if (!back) return
    setSession(back.session)
    void sent.current
      .get(back.subjectId)
      ?.then((labelId) => (labelId === undefined ? undefined : deleteLabel(labelId)))
      .catch((error: unknown) => showToast(`The label stays: ${problemOf(error).detail}`, 'error'))
  }
  const lastId = session.history.at(-1)
  const lastItem = session.items.find((item) => item.subjectId === lastId)
  const lastOutcome = lastId === undefined ? undefined : session.outcomes.get(lastId)
  const turn = (next: LabelSession) => {
    setSession(next)
    setNote('')
  }
  return {
    session,
    note,
    setNote,
    decide,
    skip: () => turn(skip(session)),
    undo: takeBack,
    move: (step) => turn(move(session, step)),
    last: lastItem && lastOutcome ? { item: lastItem, outcome: lastOutcome } : undefined,
  }
}
