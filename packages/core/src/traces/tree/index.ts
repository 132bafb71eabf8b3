export { buildTraceTree, type PlacedSpan, type TreeSpan } from './build-trace-tree.ts'
