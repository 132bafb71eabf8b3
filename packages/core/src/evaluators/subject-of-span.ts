import type { JsonValue, SpanDetail } from '../traces/index.ts'
import type { EvaluationSubject } from './evaluation-subject.ts'

/** What a span shows of one execution, for an evaluator. What was not recorded is left out. */
export function subjectOfSpan(span: Pick<SpanDetail, 'canonical' | 'durationMs'>): EvaluationSubject {
  const { canonical, durationMs } = span
  const input = inputOf(span)
  const output = outputOf(span)
  const { usage, cost } = canonical
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    latencyMs: durationMs,
    ...(cost ? { costUsd: cost.totalUsd } : {}),
    ...(usage
      ? {
          usage: {
            ...(usage.inputTokens === undefined ? {} : { inputTokens: usage.inputTokens }),
            ...(usage.outputTokens === undefined ? {} : { outputTokens: usage.outputTokens }),
          },
        }
      : {}),
  }
}

/** Whether a span says what came out of it. */
export const hasOutput = (canonical: SpanDetail['canonical']): boolean => outputOf({ canonical }) !== undefined

function inputOf({ canonical }: Pick<SpanDetail, 'canonical'>): JsonValue | undefined {
  const { inputMessages, input, tool, query } = canonical
  // Messages are JSON; an interface has no index signature to say so.
  if (inputMessages.length > 0) return { messages: inputMessages as unknown as JsonValue }
  return input ?? tool?.arguments ?? query
}

function outputOf({ canonical }: Pick<SpanDetail, 'canonical'>): EvaluationSubject['output'] {
  const { outputMessages, output, tool } = canonical
  if (outputMessages.length > 0) return { messages: [...outputMessages] }
  const value = output ?? tool?.result
  if (value === undefined) return undefined
  return typeof value === 'string' ? { text: value } : { json: value }
}
