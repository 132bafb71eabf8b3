export * from './dataset.ts'
export { decideRowStatus, type StatusDecision } from './decide-row-status.ts'
export { editRow } from './edit-row.ts'
export { changesTest, findWeakenings, type Weakening, type WeakeningKind } from './find-weakenings.ts'
export { mergeRows } from './merge-rows.ts'
export { previewLine, previewOfInput, previewOfMessage } from './preview-of-input.ts'
export * from './row.ts'
export { datasetStateAt, type RowChange, type RowRevision, rowChanges, rowRevisionSchema } from './row-revision.ts'
export * from './row-source.ts'
export { subjectOfOutput, subjectOfReference } from './row-subject.ts'
export * from './row-thresholds.ts'
export {
  type RecordedToolCall,
  recordedToolCallSchema,
} from './tool-recordings.ts'
