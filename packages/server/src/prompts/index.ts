export { openPrompts, type Prompts } from './open-prompts.ts'
export type { PromptReferrer } from './prompts-deps.ts'
