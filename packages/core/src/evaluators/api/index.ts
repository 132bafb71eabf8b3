export * from './evaluator-answers.ts'
export * from './label-answers.ts'
export * from './online-messages.ts'
