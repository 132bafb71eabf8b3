import { z } from 'zod'
import {
  gateVerdictSchema,
  limitVerdictSchema,
  rowVerdictSchema,
  setVerdictSchema,
  untriedRowIds,
} from '../verdict/index.ts'
import { type GateView, gateViewSchema } from './gate-messages.ts'

/** A path that grows: what it has after its first `from` values. */
const pathChangeSchema = z.object({ from: z.int().min(0), values: z.array(z.number()) })
type PathChange = z.infer<typeof pathChangeSchema>

const setChangeSchema = setVerdictSchema.extend({
  logEvalues: z.object({ notWorse: pathChangeSchema, worse: pathChangeSchema, dropped: pathChangeSchema }),
})
type SetChange = z.infer<typeof setChangeSchema>

/**
 * The event `change` of GET /api/gates/{id}/events: what became of the gate since the event before. Of its rows, which may be ten thousand, only
 * those that are not as they were; its subject, and which of its rows advise, never change in between.
 */
export const gateChangeSchema = gateViewSchema.omit({ decision: true }).extend({
  decision: gateVerdictSchema.omit({ subject: true, advisoryRows: true }).extend({
    rows: z.array(rowVerdictSchema),
    datasets: z.array(setChangeSchema),
    limits: z.array(limitVerdictSchema),
    notRun: gateVerdictSchema.shape.notRun.omit({ rowIds: true }),
  }),
})
export type GateChange = z.infer<typeof gateChangeSchema>

/** What leads from one view of a gate to a later one; null where only the whole view does, because the gate is about something else. */
export function changeOfGate(before: GateView, after: GateView): GateChange | null {
  if (!isSame(before.decision.subject, after.decision.subject) || !haveSameRows(before, after)) return null
  const { decision, ...head } = after
  const { subject: _, advisoryRows: __, rows, datasets, notRun, ...verdict } = decision
  const setsBefore = new Map(before.decision.datasets.map((set) => [set.name, set]))
  return {
    ...head,
    decision: {
      ...verdict,
      rows: rows.filter((row, at) => !isSame(row, before.decision.rows[at])),
      datasets: datasets.map((set) => {
        const { notWorse, worse, dropped } = setsBefore.get(set.name)?.logEvalues ?? noPaths
        return {
          ...set,
          logEvalues: {
            notWorse: pathChange(notWorse, set.logEvalues.notWorse),
            worse: pathChange(worse, set.logEvalues.worse),
            dropped: pathChange(dropped, set.logEvalues.dropped),
          },
        }
      }),
      notRun: { datasets: notRun.datasets, reason: notRun.reason },
    },
  }
}

/** The view that a change leads to from the one before: exactly the one that `changeOfGate` was given. */
export function applyGateChange({ decision: before }: GateView, { decision: change, ...head }: GateChange): GateView {
  const changed = new Map(change.rows.map((row) => [row.rowId, row]))
  const rows = before.rows.map((row) => changed.get(row.rowId) ?? row)
  const setsBefore = new Map(before.datasets.map((set) => [set.name, set]))
  return {
    ...head,
    decision: {
      ...change,
      subject: before.subject,
      advisoryRows: before.advisoryRows,
      rows,
      datasets: change.datasets.map((set) => grownSet(setsBefore.get(set.name)?.logEvalues ?? noPaths, set)),
      notRun: { rowIds: untriedRowIds(rows), ...change.notRun },
    },
  }
}

const haveSameRows = ({ decision: { rows: before } }: GateView, { decision: { rows: after } }: GateView): boolean =>
  before.length === after.length && after.every(({ rowId }, at) => before[at]?.rowId === rowId)

const noPaths = { notWorse: [], worse: [], dropped: [] }

function grownSet(before: GateView['decision']['datasets'][number]['logEvalues'], set: SetChange) {
  const { notWorse, worse, dropped } = set.logEvalues
  return {
    ...set,
    logEvalues: {
      notWorse: grown(before.notWorse, notWorse),
      worse: grown(before.worse, worse),
      dropped: grown(before.dropped, dropped),
    },
  }
}

const grown = (before: readonly number[], { from, values }: PathChange): number[] => [
  ...before.slice(0, from),
  ...values,
]

function pathChange(before: readonly number[], after: readonly number[]): PathChange {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  return { from, values: after.slice(from) }
}

/** Both were made by the same code: their keys stand in the same order. */
const isSame = (one: unknown, other: unknown): boolean => one === other || JSON.stringify(one) === JSON.stringify(other)
