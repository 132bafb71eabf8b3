export * from './environment.ts'
export * from './prompt-answers.ts'
export { type PromptRef, readPromptRef, readVersionChoice, type VersionChoice } from './prompt-ref.ts'
export * from './prompt-requests.ts'
