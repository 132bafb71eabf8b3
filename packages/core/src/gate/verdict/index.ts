export { decideGate } from './decide-gate.ts'
export { GateProgress } from './gate-progress.ts'
export {
  type GateEnd,
  type GateVerdict,
  gateEnds,
  gateVerdictSchema,
  type LimitVerdict,
  limitVerdictSchema,
  type RowVerdict,
  rowVerdictSchema,
  type SetVerdict,
  setVerdictSchema,
  type Verdict,
  verdicts,
} from './gate-verdict.ts'
export { madeRowIdsIn, nameRows } from './name-rows.ts'
export { untriedRowIds } from './part-verdicts.ts'
export { type ErrorRateSplit, splitErrorRate, type TestCounts } from './split-error-rate.ts'
export { type Verification, verifyVerdict } from './verify-verdict.ts'
