export type { CurrentTarget } from './current-targets.ts'
export { openPrompts, type Prompts } from './open-prompts.ts'
export { createPromptsRoutes } from './prompts.routes.ts'
