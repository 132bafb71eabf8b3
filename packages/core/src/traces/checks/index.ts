export { type CheckMeasure, checkMeasures } from './check-measures.ts'
export { checkBit, checkSpan, type SpanCheck, spanChecks } from './span-checks.ts'
