export { spanFilterOf, traceFilterOf } from './online-filters.ts'
export { asksModel, isDeterministic, providersOf, type TraceNeed, traceNeed, usualShare } from './online-means.ts'
export { figuresOfTrace, type JudgedTrace, saysAll, subjectOfTrace } from './subject-of-trace.ts'
export { tracePoint } from './trace-point.ts'
