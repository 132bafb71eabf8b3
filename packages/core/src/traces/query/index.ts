export * from './metric-series.ts'
export * from './server-status.ts'
export * from './trace-answers.ts'
export * from './trace-filter.ts'
