export { type MappingPreview, type PreviewedRow, previewMapping, rowFromMappedTrace, viewTrace } from './map-traces.ts'
export { rowFromSpan, rowFromTrace } from './row-from-span.ts'
export { type MappedRow, type MappingProblem, type RowMapping, rowMappingSchema } from './row-mapping.ts'
export type { SourceSpan } from './source-span.ts'
