export { createEvaluatorsRoutes } from './evaluators.routes.ts'
export { type Evaluators, openEvaluators } from './open-evaluators.ts'
export { Sandbox } from './sandbox/index.ts'
