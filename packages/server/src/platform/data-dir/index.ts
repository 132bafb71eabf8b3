export { lockDataDir } from './lock-data-dir.ts'
