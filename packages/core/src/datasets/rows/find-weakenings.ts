import { canonicalJsonText } from '../../traces/index.ts'
import type { RowContext, RowFields, RowStatus } from './row.ts'
import { rowThresholds } from './row-thresholds.ts'

export type WeakeningKind =
  | 'removed'
  | 'deactivated'
  | 'priority_lowered'
  | 'evaluator_removed'
  | 'requirement_lowered'
  | 'test_changed'

export interface Weakening {
  readonly kind: WeakeningKind
  /** One sentence for whoever has to allow it. */
  readonly message: string
}

type RowState = RowFields & { readonly status: RowStatus }

/**
 * What an active row would protect less after a change; `after` is null when it is deleted. A draft protects nothing,
 * so nothing weakens it. A changed test counts: it may be easier, and its proof speaks of the old one. New evaluators, a
 * raised requirement and new labels never weaken.
 */
export function findWeakenings(before: RowState, after: RowState | null): readonly Weakening[] {
  if (before.status !== 'active') return []
  if (after === null) return [{ kind: 'removed', message: 'The row is deleted' }]
  const found: Weakening[] = []
  if (after.status !== 'active') {
    found.push({ kind: 'deactivated', message: `The row is no longer active but ${after.status}` })
  }
  if (before.priority === 'blocking' && after.priority === 'advisory') {
    found.push({ kind: 'priority_lowered', message: 'The row no longer blocks a release; it only advises' })
  }
  for (const evaluator of before.evaluators) {
    if (!after.evaluators.includes(evaluator)) {
      found.push({ kind: 'evaluator_removed', message: `The evaluator ${evaluator} no longer judges the row` })
    }
  }
  found.push(...loweredRequirement(before, after))
  const changed = changedTestParts(before, after)
  if (changed.length > 0) {
    found.push({ kind: 'test_changed', message: `What is tested changed: ${changed.join(', ')}` })
  }
  return found
}

function loweredRequirement(before: RowFields, after: RowFields): readonly Weakening[] {
  const [was, is] = [rowThresholds(before), rowThresholds(after)]
  if (is.required >= was.required && is.floor >= was.floor) return []
  const words = (of: { readonly required: number; readonly floor: number }) => `${of.required} with floor ${of.floor}`
  return [
    { kind: 'requirement_lowered', message: `The required pass probability goes from ${words(was)} to ${words(is)}` },
  ]
}

type TestFields = Pick<RowFields, 'input' | 'context' | 'expectedBehavior' | 'reference'>

/** Whether a row tests something else after a change, so that an earlier proof no longer speaks of it. */
export function changesTest(before: TestFields, after: TestFields): boolean {
  return changedTestParts(before, after).length > 0
}

function changedTestParts(before: TestFields, after: TestFields): readonly string[] {
  const parts = [
    ['input', canonicalJsonText(before.input) !== canonicalJsonText(after.input)],
    ['context', contextText(before.context) !== contextText(after.context)],
    ['expected behavior', before.expectedBehavior.trim() !== after.expectedBehavior.trim()],
    ['reference', canonicalJsonText(before.reference) !== canonicalJsonText(after.reference)],
  ] as const
  return parts.filter(([, differs]) => differs).map(([name]) => name)
}

/** Only what a run uses: system instructions are kept for the reader. */
function contextText({ documents, toolCalls, toolDefinitions }: RowContext): string {
  return canonicalJsonText({ documents, toolCalls, toolDefinitions })
}
