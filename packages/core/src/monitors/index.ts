export * from './alerts/index.ts'
export * from './api/index.ts'
export { type ChangePoint, locateChange, type ShiftedStream } from './change-point/locate-change.ts'
export { checkDefinition } from './definition/check-definition.ts'
export { isQuantileMeasure, isScoreMeasure, unitOf } from './definition/metric-unit.ts'
export {
  defaultShiftThreshold,
  ShiftDetector,
  type ShiftDirection,
  type ShiftReference,
  type ShiftRules,
  type ShiftState,
  shiftStateSchema,
  thresholdForDays,
} from './detector/shift-detector.ts'
export { learnReference, leastPastObservations, type PastObservations } from './reference/learn-reference.ts'
export { type HourObservations, learnSeason, leastSeasonDays } from './seasonality/learn-season.ts'
export { alertSlices, type SliceEvidence, type SliceRules } from './slices/alert-slices.ts'
export type { Finding, RecoveryFinding, ShiftFinding, TimeSpan } from './watch/finding.ts'
