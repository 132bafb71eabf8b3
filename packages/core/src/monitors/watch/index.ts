export type { Finding, RecoveryFinding, ShiftFinding, TimeSpan } from './finding.ts'
export { forgetShift } from './forget-shift.ts'
export type { PastHour } from './learn-usual.ts'
export { type MonitorMemory, monitorMemorySchema, type OpenShift, type Stream, type Told } from './memory.ts'
export { binsOf, everyBin, type ObservedBin } from './observed-bins.ts'
export { isToLocate, type PlacedShift, placeShift } from './place-shift.ts'
export { isSuspicious, learnedDays, nextLearningMs, relearn } from './relearn.ts'
export { type Happening, type Replayed, replay, type WatchRule } from './replay.ts'
export {
  type FindingContext,
  isAskedFor,
  isPartOf,
  recoveryFinding,
  shiftFinding,
  toldAlarm,
  toldRecovery,
} from './tell.ts'
export { countAt, referenceAt, spreadOf, type Usual } from './usual.ts'
export { type ShiftSettings, ShiftWatch } from './watch-shifts.ts'
export { type ThresholdSettings, ThresholdWatch } from './watch-thresholds.ts'
export { learnValues, ValueWatch } from './watch-values.ts'
export { evidenceOf, figureOf } from './watched-figure.ts'
export { dayMs, hourMs, minuteMs } from './week-hours.ts'
