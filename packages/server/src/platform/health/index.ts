export { createReadinessReader } from './check-readiness.ts'
export { createHealthRoutes, type HealthRoutesDeps, refuseWhileStopping } from './health.routes.ts'
export { Lifecycle, stoppingError } from './lifecycle.ts'
