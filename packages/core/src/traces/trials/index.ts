export { runIdOfTraceId, type TrialTrace, trialTraceId } from './trial-trace-id.ts'
