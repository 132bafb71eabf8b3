export type { Evaluators, JudgeContext } from './evaluators-door.ts'
