import type { SpanCheck } from './span-checks.ts'

export type CheckMeasure = 'tool_error_rate' | 'empty_retrieval_rate' | 'schema_break_rate'

/** Rates of what failed among what was asked. */
export const checkMeasures: Readonly<Record<CheckMeasure, { readonly asked: SpanCheck; readonly failed: SpanCheck }>> =
  {
    tool_error_rate: { asked: 'tool', failed: 'tool_error' },
    empty_retrieval_rate: { asked: 'retrieval', failed: 'empty_retrieval' },
    schema_break_rate: { asked: 'schema', failed: 'schema_break' },
  }
