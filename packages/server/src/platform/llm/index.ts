export { type Budget, createBudget, type Reservation } from './budget.ts'
export type { CachePlace, EmbedCall, ModelAnswer, ModelCall, ModelPlace, Models } from './models.ts'
