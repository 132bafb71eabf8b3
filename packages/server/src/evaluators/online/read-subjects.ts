import {
  type EvaluationSubject,
  figuresOfTrace,
  saysAll,
  spanFilterOf,
  subjectOfSpan,
  subjectOfTrace,
} from '@pawl/core'
import {
  type ChangedWithin,
  type JudgedSpan,
  readMatchingSpans,
  readRootSpans,
  readWholeTraces,
  type TraceHead,
  type WholeTrace,
} from '../../traces/index.ts'
import type { OnlineDeps } from './online-deps.ts'
import type { ReadyOnline } from './ready-online.ts'

/** The traces that an online evaluation is to judge. */
export interface Chosen {
  readonly evaluation: ReadyOnline
  readonly heads: readonly TraceHead[]
}

interface Wanted {
  readonly chosen: readonly Chosen[]
  /** When these traces last changed, where that is known. */
  readonly within: ChangedWithin | null
}

export interface OnlineSubject {
  readonly traceId: string
  /** '' for the whole trace. */
  readonly spanId: string
  readonly subject: EvaluationSubject
}

export interface Judgeable {
  readonly evaluation: ReadyOnline
  readonly subjects: readonly OnlineSubject[]
}

/** What each evaluation has to judge. What several look at is read once. */
export async function readSubjects(
  deps: OnlineDeps,
  project: string,
  { chosen, within }: Wanted,
): Promise<readonly Judgeable[]> {
  const ofTraces = chosen.filter(({ evaluation }) => evaluation.definition.target.kind === 'trace')
  const content = await readContent(deps, project, { chosen: ofTraces, within })
  const judgeable: Judgeable[] = []
  for (const { evaluation, heads } of chosen) {
    const subjects =
      evaluation.definition.target.kind === 'trace'
        ? heads.map((head) => traceSubject(evaluation, head, content))
        : await spanSubjects(deps, project, { evaluation, heads })
    judgeable.push({ evaluation, subjects })
  }
  return judgeable
}

interface Content {
  readonly roots: ReadonlyMap<string, JudgedSpan>
  readonly whole: ReadonlyMap<string, WholeTrace>
}

async function readContent(deps: OnlineDeps, project: string, { chosen, within }: Wanted): Promise<Content> {
  const headsFor = (needs: readonly ReadyOnline['need'][]) => {
    const those = chosen.filter(({ evaluation }) => needs.includes(evaluation.need)).flatMap(({ heads }) => heads)
    return [...new Map(those.map((head) => [head.summary.traceId, head])).values()]
  }
  const roots = await readRootSpans(deps, project, { heads: headsFor(['output', 'calls']), within })
  const rootOf = new Map(roots.map((span) => [span.traceId, span]))
  const isAlone = (head: TraceHead) => head.summary.spanCount === 1
  const silent = headsFor(['output']).filter((head) => {
    const root = rootOf.get(head.summary.traceId)
    return !isAlone(head) && (root === undefined || !saysAll(root))
  })
  const wholeIds = [...silent, ...headsFor(['calls']).filter((head) => !isAlone(head))]
  const whole = new Map<string, WholeTrace>()
  for await (const trace of readWholeTraces(deps, project, [
    ...new Set(wholeIds.map(({ summary }) => summary.traceId)),
  ]))
    whole.set(trace.traceId, trace)
  return { roots: rootOf, whole }
}

function traceSubject({ need }: ReadyOnline, { summary }: TraceHead, { roots, whole }: Content): OnlineSubject {
  const { traceId } = summary
  if (need === 'figures') return { traceId, spanId: '', subject: figuresOfTrace(summary) }
  const root = roots.get(traceId)
  const spans = whole.get(traceId)?.spans ?? (root === undefined ? [] : [root])
  return { traceId, spanId: '', subject: subjectOfTrace(summary, spans, { withCalls: need === 'calls' }) }
}

async function spanSubjects(
  deps: OnlineDeps,
  project: string,
  { evaluation, heads }: Chosen,
): Promise<readonly OnlineSubject[]> {
  const spans = await readMatchingSpans(deps, project, { heads, filter: spanFilterOf(evaluation.definition) })
  return spans.map((span) => ({ traceId: span.traceId, spanId: span.spanId, subject: subjectOfSpan(span) }))
}
