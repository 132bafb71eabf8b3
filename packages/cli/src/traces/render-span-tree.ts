import type { SpanLine } from '@pawl/core'
import { displayWidth, fitWidth, padWidth } from '../layout/display-width.ts'
import { formatCost, formatCount, formatDuration } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import type { TableLayout } from '../layout/table.ts'

interface TreeLine {
  readonly span: SpanLine
  readonly branches: string
  /** What stands under `branches` on the lines that belong to the span. */
  readonly below: string
}

const drawnDepth = 20

/** Spans as an indented tree, children in order of their start, figures aligned beside it. */
export function renderSpanTree(spans: readonly SpanLine[], { width, paint }: TableLayout): string {
  const rows = treeLines(spans).map(({ span, branches, below }) => ({
    span,
    branches,
    below,
    label: labelOf(span),
    duration: formatDuration(span.durationMs),
    tokens: span.totalTokens === 0 ? '' : formatCount(span.totalTokens),
    cost: formatCost(span.costUsd),
  }))
  const widest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0)
  const durationWidth = widest(rows.map((row) => row.duration))
  const tokenWidth = widest(rows.map((row) => row.tokens))
  const costWidth = widest(rows.map((row) => row.cost))
  const idWidth = 16
  const figures = durationWidth + tokenWidth + costWidth + idWidth + 8
  const natural = widest(rows.map((row) => row.branches + row.label))
  const labelWidth = width === undefined ? natural : Math.max(20, Math.min(natural, width - figures))
  return rows
    .map((row) => {
      const label = padWidth(fitWidth(row.branches + row.label, labelWidth), labelWidth)
      const isError = row.span.status === 'error'
      const numbers = [
        row.duration.padStart(durationWidth),
        row.tokens.padStart(tokenWidth),
        row.cost.padStart(costWidth),
        paint('dim', row.span.spanId),
      ]
      const line = `${isError ? paint('red', label) : label}  ${numbers.join('  ')}`.trimEnd()
      const error = safeLine(row.span.errorMessage)
      if (!isError || error === '') return `${line}\n`
      const fitted = width === undefined ? error : fitWidth(error, width - row.below.length - 9)
      return `${line}\n${row.below}  ${paint('red', `error: ${fitted}`)}\n`
    })
    .join('')
}

/** Frameworks give every tool call and model call the same name; what was called is what one looks for. */
function labelOf({ kind, name, toolName, model }: SpanLine): string {
  const called = kind === 'tool' ? toolName : kind === 'llm' || kind === 'embedding' ? model : ''
  return safeLine(name.includes(called) ? `${kind} ${name}` : `${kind} ${name} ${called}`)
}

/** Depth first without recursion: a trace may be ten thousand spans deep. */
function treeLines(spans: readonly SpanLine[]): TreeLine[] {
  const known = new Set(spans.map((span) => span.spanId))
  const children = new Map<string, SpanLine[]>()
  for (const span of spans.toSorted((a, b) => a.offsetMs - b.offsetMs)) {
    const parent = known.has(span.parentSpanId) && span.parentSpanId !== span.spanId ? span.parentSpanId : ''
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [span])
    else siblings.push(span)
  }
  const lines: TreeLine[] = []
  const drawn = new Set<string>()
  const waiting: { span: SpanLine; above: string; depth: number; isLast: boolean }[] = []
  const push = (group: readonly SpanLine[], above: string, depth: number) => {
    for (const [index, span] of group.toReversed().entries()) waiting.push({ span, above, depth, isLast: index === 0 })
  }
  push(children.get('') ?? [], '', 0)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { span, above, depth, isLast } = next
    drawn.add(span.spanId)
    const below = depth > 0 && depth <= drawnDepth ? `${above}${isLast ? '   ' : '│  '}` : above
    lines.push({ span, branches: branchesOf(next), below })
    push(children.get(span.spanId) ?? [], below, depth + 1)
  }
  // Spans that are each other's ancestors hang from no root; they are listed, not lost.
  return [
    ...lines,
    ...spans.filter((span) => !drawn.has(span.spanId)).map((span) => ({ span, branches: '', below: '' })),
  ]
}

/** Below some depth the branches would push everything off the screen: the level is told instead. */
function branchesOf({ above, depth, isLast }: { above: string; depth: number; isLast: boolean }): string {
  if (depth === 0) return ''
  const corner = isLast ? '└─ ' : '├─ '
  return depth <= drawnDepth ? `${above}${corner}` : `${above}${corner}(level ${depth}) `
}
