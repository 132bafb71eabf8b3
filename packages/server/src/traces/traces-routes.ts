import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ProjectSettings } from '@pawl/core'
import type { AppEnv, RequireCaller } from '../platform/http/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'

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
  readonly processState: () => { readonly rssBytes: number; readonly loopDelayP99Ms: number }
}

/** Every route of the stage. */
export function createTracesRoutes(_deps: TracesDeps): readonly OpenAPIHono<AppEnv>[] {
  return []
}
