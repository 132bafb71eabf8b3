export * from './dataset-answers.ts'
export * from './dataset-jobs.ts'
export * from './row-answers.ts'
export * from './row-requests.ts'
