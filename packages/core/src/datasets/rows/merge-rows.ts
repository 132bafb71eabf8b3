import { canonicalJsonText } from '../../traces/index.ts'
import type { RowFields } from './row.ts'
import { type RowThresholds, rowThresholds } from './row-thresholds.ts'

/** Of so many duplicates a row remembers the source; of more, the newest. */
const mostSources = 1000

/**
 * One row in place of several that test the same: the test of `kept`, demanding all that each demanded. Nothing gets
 * weaker: evaluators and labels are joined, a blocking row stays blocking, the stricter thresholds count. What `kept`
 * leaves empty is taken from the duplicates; their sources stay in the metadata.
 */
export function mergeRows(kept: RowFields, duplicates: readonly RowFields[]): RowFields {
  const merged = duplicates.reduce(mergeTwo, kept)
  return { ...merged, metadata: { ...merged.metadata, merged_from: mergedSources([kept, ...duplicates]) } }
}

function mergeTwo(kept: RowFields, duplicate: RowFields): RowFields {
  const labels = union(kept.labels, duplicate.labels)
  const strictest = stricter(rowThresholds(kept), rowThresholds(duplicate))
  const byLabels = rowThresholds({ labels, requiredPassProbability: null, passFloor: null })
  return {
    ...kept,
    expectedBehavior: joinTexts(kept.expectedBehavior, duplicate.expectedBehavior),
    reference: kept.reference ?? duplicate.reference,
    observedOutput: kept.observedOutput ?? duplicate.observedOutput,
    evaluators: union(kept.evaluators, duplicate.evaluators),
    priority: kept.priority === 'blocking' ? 'blocking' : duplicate.priority,
    labels,
    risks: union(kept.risks, duplicate.risks),
    requiredPassProbability: strictest.required === byLabels.required ? null : strictest.required,
    passFloor: strictest.floor === byLabels.floor ? null : strictest.floor,
    metadata: { ...duplicate.metadata, ...kept.metadata },
  }
}

function stricter(a: RowThresholds, b: RowThresholds): RowThresholds {
  return { required: Math.max(a.required, b.required), floor: Math.max(a.floor, b.floor) }
}

function union<Item>(a: readonly Item[], b: readonly Item[]): Item[] {
  return [...new Set([...a, ...b])]
}

function joinTexts(a: string, b: string): string {
  const [first, second] = [a.trim(), b.trim()]
  if (second === '' || first.includes(second)) return a
  return first === '' ? b : `${first}\n\n${second}`
}

function mergedSources([kept, ...duplicates]: readonly RowFields[]) {
  const remembered = ({ metadata }: RowFields) =>
    Array.isArray(metadata.merged_from) ? (metadata.merged_from as readonly RowFields['source'][]) : []
  const all = [
    ...(kept === undefined ? [] : remembered(kept)),
    ...duplicates.flatMap((duplicate) => [...remembered(duplicate), duplicate.source]),
  ]
  const byText = new Map(all.map((source) => [canonicalJsonText(source), source]))
  return [...byText.values()].slice(-mostSources)
}
