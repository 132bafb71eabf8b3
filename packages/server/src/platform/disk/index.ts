export { DiskGuard, type DiskState } from './disk-guard.ts'
export { explainFailure } from './explain-failure.ts'
