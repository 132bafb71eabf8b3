export {
  answerRecordedCall,
  type RecordedAnswer,
  type UnrecordedToolCall,
} from './answer-recorded-call.ts'
export * from './api/index.ts'
export { checkSpending, type SpendingDecision, type SpendingQuestion } from './check-spending.ts'
export { compareRuns, type RowComparison, type RunChange, type RunComparison, runChanges } from './compare-runs.ts'
export {
  type CallFailure,
  decideRetry,
  defaultRetryPolicy,
  type RetryDecision,
  type RetryPolicy,
  type RetryQuestion,
} from './decide-retry.ts'
export { decideTrialStatus, type TrialFacts } from './decide-trial-status.ts'
export { evaluationSubjectOf, type TrialSubject } from './evaluation-subject-of.ts'
export { type AgentTrace, isTraceWhole, joinTrace, lacksFigures } from './join-trace.ts'
export { outputOfTrace, type TraceOutput } from './output-of-trace.ts'
export {
  lastAttempts,
  type PlannedTrial,
  type PlanRange,
  planRange,
  planTrials,
  type TrialAttempt,
  type TrialPlan,
} from './plan-trials.ts'
export { readRetryAfter } from './read-retry-after.ts'
export { type RequestValues, readAnswerPath, renderRequestBody, renderRequestUrl } from './render-request.ts'
export { type CachedCall, responseCacheText } from './response-cache-text.ts'
export {
  type Run,
  type RunStatus,
  type RunTarget,
  runSchema,
  runStatuses,
  runTargetSchema,
  type Trial,
  type TrialScore,
  type TrialStatus,
  targetTypes,
  trialSchema,
  trialScoreSchema,
  trialStatuses,
} from './run-answers.ts'
export { type FigureSummary, summariseFigure } from './summarise-figures.ts'
export {
  countStatuses,
  type EvaluatorSummary,
  type RowResult,
  type RowStanding,
  type RunSummary,
  rowStandings,
  standingOf,
  summariseRun,
  type TrialCounts,
  type TrialLine,
} from './summarise-run.ts'
