export {
  type CountedUsage,
  noTokens,
  type SpanDigest,
  type TokenCounts,
  type TokenMeasure,
  tokenMeasures,
} from './span-digest.ts'
export { summariseTrace, type TraceSummaryRow } from './summarise-trace.ts'
