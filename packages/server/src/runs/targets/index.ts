export { openTarget } from './open-target.ts'
export type { Target, TargetOutput } from './target.ts'
