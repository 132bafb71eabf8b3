export { openRuns, type Runs } from './open-runs.ts'
export { runMigrations } from './runs.migrations.ts'
export { createRunRoutes } from './runs.routes.ts'
export type { RunsDeps } from './runs-deps.ts'
