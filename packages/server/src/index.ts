export type { ConfigOverrides } from './config.ts'
export { Sandbox } from './evaluators/index.ts'
export { ensureControlTemplate } from './platform/control/index.ts'
export { emptyDataDir } from './platform/data-dir/index.ts'
export {
  type ModelReply,
  type ModelRequest,
  type ModelScript,
  type ModelServer,
  startModelServer,
} from './platform/scripted-model/index.ts'
export { migrateTelemetry, openChdb, SqlText } from './platform/telemetry/index.ts'
export { restoreServer } from './restore-server.ts'
export { type RunningServer, startServer } from './start-server.ts'
export { compileContentRules, IngestEngine, type IngestStore, traceMigrations, type WritePlan } from './traces/index.ts'
