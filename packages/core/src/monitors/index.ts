export * from './alerts/index.ts'
export * from './api/index.ts'
export { type ChangePoint, locateChange, type ShiftedStream } from './change-point/locate-change.ts'
export { checkDefinition } from './definition/check-definition.ts'
export { defaultMonitors } from './definition/default-monitors.ts'
export { isQuantileMeasure, isScoreMeasure } from './definition/kind-of-measure.ts'
export { readMonitorYaml, writeMonitorYaml } from './definition/monitor-yaml.ts'
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
export * from './watch/index.ts'
