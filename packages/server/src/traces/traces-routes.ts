import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ProjectSettings } from '@pawl/core'
import type { DiskState } from '../platform/disk/index.ts'
import type { AppEnv, RequireCaller } from '../platform/http/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import type { DeleteDeps } from './delete-traces.ts'
import { createMetricRoutes, type MetricRoutesDeps } from './metrics.routes.ts'
import { createScoreRoutes } from './scores.routes.ts'
import { createSessionRoutes } from './sessions.routes.ts'
import { createStatusRoutes } from './status.routes.ts'
import { createTraceRoutes } from './traces.routes.ts'

/** What the routes of the stage need. */
export interface TracesDeps {
  readonly requireCaller: RequireCaller
  readonly telemetry: TelemetryStore
  readonly control: { readonly engine: 'pglite' | 'postgres'; readonly location: string }
  readonly version: string
  readonly urls: { readonly httpUrl: string; readonly grpcUrl: string | null }
  readonly now: () => Date
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  readonly keysExist: () => Promise<boolean>
  readonly disk: { state(): DiskState }
  readonly eraseCopies: DeleteDeps['eraseCopies']
  readonly recordErasure: DeleteDeps['recordErasure']
  readonly listChanges: MetricRoutesDeps['listChanges']
  readonly forgetTraces: (project: string, traceIds: readonly string[]) => void
  readonly processState: () => { readonly rssBytes: number; readonly loopDelayP99Ms: number }
}

/** Every route of the stage. */
export function createTracesRoutes(deps: TracesDeps): readonly OpenAPIHono<AppEnv>[] {
  return [
    createTraceRoutes(deps),
    createSessionRoutes(deps),
    createScoreRoutes(deps),
    createStatusRoutes(deps),
    createMetricRoutes(deps),
  ]
}
