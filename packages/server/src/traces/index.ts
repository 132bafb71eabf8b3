export { listChanges, markChange, type NewChangeMark } from './changes.ts'
export type { Erasure } from './delete-traces.ts'
export { type EvaluatorScore, eraseGhostScores, findEvaluatorScores, putEvaluatorScores } from './evaluator-scores.ts'
export { getBlobs } from './get-blobs.ts'
export { getSpan } from './get-span.ts'
export { compileContentRules } from './ingest/clean-content.ts'
export { IngestEngine } from './ingest/ingest-engine.ts'
export type { IngestStore, WritePlan } from './ingest/ingest-store.ts'
export { listTraces } from './list-traces.ts'
export { markFirstSeen } from './mark-first-seen.ts'
export { measureIngest, watchBudget } from './measure-ingest.ts'
export { type JudgedSpan, readMatchingSpans, readRootSpans } from './read-judged-spans.ts'
export { createReadMedia } from './read-media.ts'
export { readMetricInterval, readMetricPoints, readValueSummary } from './read-metric.ts'
export { readObservations } from './read-observations.ts'
export {
  countSampledTraces,
  readFittingTraces,
  readSampledTraces,
  readSettledTraces,
  settledVersion,
  type TraceSample,
} from './read-settled-traces.ts'
export { findWholeTraces, readTracePeople, readWholeTraces, type WholeTrace } from './read-whole-traces.ts'
export { BodyBudget, createOtlpHttp, startOtlpGrpc } from './receiver/index.ts'
export { startIngest } from './start-ingest.ts'
export type { ChangedWithin } from './store/judged-spans.ts'
export { readMetadataKeys } from './store/metadata-keys.ts'
export type { SettledTrace, TraceCursor } from './store/settled-traces.ts'
export type { TraceHead } from './store/trace-spans.ts'
export { startTraceJobs } from './traces.jobs.ts'
export { tablesThatVouch, traceMigrations } from './traces.migrations.ts'
export { createTracesRoutes, type TracesDeps } from './traces-routes.ts'
