import { type JsonObject, type JsonValue, searchableText, turnText } from '../../traces/index.ts'
import type { RowMaker } from '../rows/row-source.ts'
import { rowFromTrace } from './row-from-span.ts'
import { isEmptyRow, type MappedRow, type MappingProblem, mapRow, type RowMapping } from './row-mapping.ts'
import { inOrder, type SourceSpan } from './source-span.ts'

const longestText = 1_000_000

/**
 * A trace as mappings see it: `root` and, by name, each first span of that name under `spans`, with the canonical
 * fields of each and its texts (`asked`: what the user said last; `inputText`, `outputText`).
 */
export function viewTrace(spans: readonly SourceSpan[]): JsonObject {
  const ordered = inOrder(spans)
  const ids = new Set(spans.map((span) => span.spanId))
  const root = ordered.find((span) => !ids.has(span.parentSpanId)) ?? ordered[0]
  const byName = new Map<string, JsonValue>()
  for (const span of ordered) if (!byName.has(span.name)) byName.set(span.name, viewSpan(span))
  return {
    root: root === undefined ? null : viewSpan(root),
    // Objects made from entries take any name, __proto__ included.
    spans: Object.fromEntries(byName),
  }
}

function viewSpan({ canonical: span, name }: SourceSpan): JsonObject {
  const { input, output } = searchableText(span)
  const asked = turnText(span, longestText).input
  // A canonical span is plain JSON; keys without a value count as absent.
  const fields = JSON.parse(JSON.stringify(span)) as JsonObject
  return { ...fields, name, asked, inputText: input, outputText: output }
}

export interface PreviewedRow extends MappedRow {
  readonly traceId: string
}

export interface MappingPreview {
  readonly rows: readonly PreviewedRow[]
  /** For each field with problems: in how many traces, and one of them. */
  readonly problems: readonly (MappingProblem & { readonly traceCount: number; readonly exampleTraceId: string })[]
}

/** One row of each trace, as the mapping fills it; without a mapping as `rowFromTrace` does. */
export function rowFromMappedTrace(spans: readonly SourceSpan[], mapping: RowMapping, maker: RowMaker): MappedRow {
  const base = rowFromTrace(spans, maker)
  const mapped = mapRow(base, viewTrace(spans), mapping)
  if (mapped.problems.length > 0 || !isEmptyRow(mapped.row)) return mapped
  const problem = {
    field: 'input',
    message: 'The trace does not say what went in',
    fix: 'Map variables or messages to what the trace does hold, or leave it out',
  }
  return { row: mapped.row, problems: [problem] }
}

/** What a mapping makes of some traces, with its problems added up. Writes nothing. */
export function previewMapping(
  traces: readonly (readonly SourceSpan[])[],
  mapping: RowMapping,
  maker: RowMaker,
): MappingPreview {
  const rows = traces
    .filter((spans) => spans.length > 0)
    .map((spans) => ({ traceId: spans[0]?.traceId ?? '', ...rowFromMappedTrace(spans, mapping, maker) }))
  const byText = new Map<string, { problem: MappingProblem; traceIds: string[] }>()
  for (const { traceId, problems } of rows) {
    for (const problem of problems) {
      const key = `${problem.field}\n${problem.message}`
      const entry = byText.get(key) ?? { problem, traceIds: [] }
      entry.traceIds.push(traceId)
      byText.set(key, entry)
    }
  }
  const problems = [...byText.values()].map(({ problem, traceIds }) => ({
    ...problem,
    traceCount: traceIds.length,
    exampleTraceId: traceIds[0] ?? '',
  }))
  return { rows, problems }
}
