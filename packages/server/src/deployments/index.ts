export { createDeploymentsRoutes } from './deployments.routes.ts'
export { type Deployments, openDeployments } from './open-deployments.ts'
