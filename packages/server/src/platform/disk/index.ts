export { DiskGuard, type DiskState } from './disk-guard.ts'
