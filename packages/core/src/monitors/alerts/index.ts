export { type AlertMove, changeState, reopenWithinMs } from './change-state.ts'
export {
  type EvidenceOfAlert,
  evidenceFilter,
  evidenceQuery,
  type FilterConditions,
  sliceCondition,
  trafficFilter,
} from './evidence-query.ts'
export {
  type ExplainedShift,
  explainShift,
  type ShiftedSlice,
  type SideOfChange,
  type SliceOfShift,
} from './explain-shift.ts'
export { howSure } from './how-sure.ts'
export * from './messages/index.ts'
export { nameMetric, nameSlice, shortLine } from './name-metric.ts'
export { type TitledAlert, titleAlert } from './title-alert.ts'
export { writeFigure, writeRange } from './write-figure.ts'
