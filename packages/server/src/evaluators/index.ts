export { createEvaluatorsRoutes } from './evaluators.routes.ts'
export type { JudgeContext } from './judging/index.ts'
export { type Evaluators, openEvaluators } from './open-evaluators.ts'
export { Sandbox } from './sandbox/index.ts'
