export type { Evaluators } from './evaluators-door.ts'
export type { JudgeContext } from './judging/index.ts'
