export { isFullDisk, systemCode } from './system-code.ts'
