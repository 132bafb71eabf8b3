export { emptyDataDir } from './empty-data-dir.ts'
export { lockDataDir } from './lock-data-dir.ts'
