import type { SourceSpan } from '../datasets/index.ts'
import type { UsageTotals } from '../traces/index.ts'
import { outputOfTrace } from './output-of-trace.ts'
import type { Trial } from './run-answers.ts'

/** What an agent said of a trial by the spans that it sent itself. */
export interface AgentTrace {
  readonly spans: readonly SourceSpan[]
  /** Of all spans, nothing counted twice; null where there is none. */
  readonly usage: UsageTotals | null
  readonly costUsd: number | null
}

type Joined = Pick<Trial, 'output' | 'toolCalls' | 'usage' | 'costUsd'>

/** Whether a trace could say more of a trial than its target did. */
export function lacksFigures({ toolCalls, usage, costUsd }: Joined): boolean {
  return toolCalls === null || usage === null || costUsd === null
}

/**
 * The trial with the tool calls, tokens and cost of its trace, where the target itself said nothing of them. That no tool
 * was called is only known of an agent whose models or tools left spans.
 */
export function joinTrace<SomeTrial extends Joined>(trial: SomeTrial, trace: AgentTrace): SomeTrial {
  const { usage, costUsd, spans } = trace
  const tellsOfCalls = spans.some(({ canonical: { kind } }) => kind === 'llm' || kind === 'tool')
  const saysCalls = trial.toolCalls !== null || (trial.output?.messages.length ?? 0) > 0
  return {
    ...trial,
    toolCalls: saysCalls || !tellsOfCalls ? trial.toolCalls : (outputOfTrace(spans, undefined)?.toolCalls ?? null),
    usage: trial.usage ?? (usage === null || usage.totalTokens === 0 ? null : usage),
    costUsd: trial.costUsd ?? costUsd,
  }
}

/** Whether the span has come below which all others of the agent stand: it ends last, and is sent last. */
export function isTraceWhole(spans: readonly SourceSpan[], trialSpanId: string): boolean {
  return spans.some(({ parentSpanId }) => parentSpanId === trialSpanId || parentSpanId === '')
}
