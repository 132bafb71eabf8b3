export { openTarget } from './open-target.ts'
export type { Target } from './target.ts'
