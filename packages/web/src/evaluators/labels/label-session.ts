import type { QueueItem } from '@pawl/core'

export type HumanOutcome = 'pass' | 'fail'

/** A person at the labelling queue: which subject is open, and what was decided in this sitting. */
export interface LabelSession {
  readonly items: readonly QueueItem[]
  readonly at: number
  readonly outcomes: ReadonlyMap<string, HumanOutcome>
  /** Labelled subjects in the order of labelling, for undo. */
  readonly history: readonly string[]
}

export const startSession = (items: readonly QueueItem[]): LabelSession => ({
  items,
  at: 0,
  outcomes: new Map(),
  history: [],
})

export const openItem = ({ items, at }: LabelSession): QueueItem | undefined => items[at]

export const isFinished = ({ items, outcomes }: LabelSession): boolean =>
  items.every(({ subjectId }) => outcomes.has(subjectId))

/** Labels the open subject and opens the next one without a label. */
export function label(session: LabelSession, outcome: HumanOutcome): LabelSession {
  const item = openItem(session)
  if (!item) return session
  const { subjectId } = item
  const outcomes = new Map(session.outcomes).set(subjectId, outcome)
  const history = [...session.history.filter((id) => id !== subjectId), subjectId]
  return toNextOpen({ ...session, outcomes, history })
}

/** Leaves the open subject without a label, for later. */
export function skip(session: LabelSession): LabelSession {
  return toNextOpen(session)
}

export function move(session: LabelSession, step: 1 | -1): LabelSession {
  const at = Math.min(session.items.length - 1, Math.max(0, session.at + step))
  return { ...session, at }
}

/** Takes the last label back and opens its subject; undefined when there is none. */
export function undo(
  session: LabelSession,
): { readonly session: LabelSession; readonly subjectId: string } | undefined {
  const subjectId = session.history.at(-1)
  if (subjectId === undefined) return undefined
  return { session: withoutLabel(session, subjectId), subjectId }
}

/** The subject without its label, open again: also where the label could not be stored. */
export function withoutLabel(session: LabelSession, subjectId: string): LabelSession {
  const outcomes = new Map(session.outcomes)
  outcomes.delete(subjectId)
  const at = session.items.findIndex((item) => item.subjectId === subjectId)
  const history = session.history.filter((id) => id !== subjectId)
  return { ...session, outcomes, history, at: at === -1 ? session.at : at }
}

function toNextOpen(session: LabelSession): LabelSession {
  const { items, at, outcomes } = session
  for (let step = 1; step <= items.length; step++) {
    const next = (at + step) % items.length
    const item = items[next]
    if (item && !outcomes.has(item.subjectId)) return { ...session, at: next }
  }
  return session
}
