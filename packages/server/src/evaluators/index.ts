export { createEvaluatorsRoutes } from './evaluators.routes.ts'
export { createOnlineRoutes, type OnlineEvaluations, openOnline } from './online/index.ts'
export { type Evaluators, openEvaluators } from './open-evaluators.ts'
export { Sandbox } from './sandbox/index.ts'
