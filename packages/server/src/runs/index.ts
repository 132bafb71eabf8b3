export { openRuns, type Runs } from './open-runs.ts'
export { runMigrations } from './runs.migrations.ts'
export { createRunRoutes } from './runs.routes.ts'
export type { RecordedOutput, RunsDeps } from './runs-deps.ts'
