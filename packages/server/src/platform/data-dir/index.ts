export { type DataDirLock, lockDataDir } from './lock-data-dir.ts'
