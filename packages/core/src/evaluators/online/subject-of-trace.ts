import type { SpanDetail, TraceSummary } from '../../traces/index.ts'
import type { EvaluationSubject } from '../evaluation-subject.ts'
import { hasOutput, subjectOfSpan } from '../subject-of-span.ts'
import { toolCallsOfSpans } from '../tool-calls-of-spans.ts'

export type JudgedSpan = Pick<SpanDetail, 'spanId' | 'parentSpanId' | 'startTime' | 'canonical'>
export type JudgedTrace = Pick<TraceSummary, 'rootSpanId' | 'durationMs' | 'usage' | 'costUsd' | 'costSource'>

/** The figures of a whole trace, for an evaluator that looks at nothing else. */
export function figuresOfTrace({ durationMs, usage, costUsd, costSource }: JudgedTrace): EvaluationSubject {
  const { inputTokens, outputTokens } = usage
  return {
    latencyMs: durationMs,
    ...(costSource === null ? {} : { costUsd }),
    ...(usage.totalTokens === 0 ? {} : { usage: { inputTokens, outputTokens } }),
  }
}

/**
 * A whole trace as its evaluators see it: what went into its root and came out of it, else what the first span with an input
 * and the last with an output say; with the figures of all spans. `spans` may be the root alone, where that says all.
 */
export function subjectOfTrace(
  trace: JudgedTrace,
  spans: readonly JudgedSpan[],
  { withCalls }: { readonly withCalls: boolean },
): EvaluationSubject {
  const ordered = spans.toSorted((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0))
  const root = ordered.find(({ spanId }) => spanId === trace.rootSpanId)
  const subjects = ordered.map((span) => ({ span, subject: subjectOfSpan({ ...span, durationMs: 0 }) }))
  const ofRoot = subjects.find(({ span }) => span === root)?.subject
  const input = ofRoot?.input ?? subjects.find(({ subject }) => subject.input !== undefined)?.subject.input
  const answers = subjects.filter(({ subject }) => subject.output !== undefined)
  const answer = answers.findLast(({ span }) => span.canonical.kind === 'llm') ?? answers.at(-1)
  const output = ofRoot?.output ?? answer?.subject.output
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(withCalls ? { toolCalls: toolCallsOfSpans(spans) } : {}),
    ...figuresOfTrace(trace),
  }
}

/** Whether a root says by itself what came out of its trace. */
export const saysAll = ({ canonical }: Pick<JudgedSpan, 'canonical'>): boolean => hasOutput(canonical)
