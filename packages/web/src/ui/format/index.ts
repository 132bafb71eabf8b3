export * from './format-duration.ts'
export * from './format-number.ts'
export * from './format-time.ts'
