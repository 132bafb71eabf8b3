export * from './evaluator-answers.ts'
export * from './label-answers.ts'
