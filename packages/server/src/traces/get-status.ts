import type { ProjectSettings, ServerStatus } from '@pawl/core'
import type { DiskState } from '../platform/disk/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { countProject, readContentHints, readRedactions } from './store/status.ts'

export interface StatusDeps {
  readonly telemetry: TelemetryStore
  readonly control: { readonly engine: 'pglite' | 'postgres'; readonly location: string }
  readonly version: string
  readonly urls: { readonly httpUrl: string; readonly grpcUrl: string | null }
  readonly disk: { state(): DiskState }
  readonly now: () => Date
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  readonly keysExist: () => Promise<boolean>
  readonly processState: () => ServerStatus['process']
}

type Counted = Pick<ServerStatus, 'hasTraces' | 'spanCount'>
type Findings = Pick<ServerStatus, 'hints' | 'redactions'>

/** Keeps an answer for a while: every open page asks, and the findings read a week. */
class Kept<Value> {
  readonly #forMs: number
  readonly #values = new Map<string, { readonly value: Promise<Value>; readonly atMs: number }>()

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  get(key: string, nowMs: number, read: () => Promise<Value>): Promise<Value> {
    const kept = this.#values.get(key)
    if (kept !== undefined && nowMs - kept.atMs < this.#forMs) return kept.value
    const value = read()
    this.#values.set(key, { value, atMs: nowMs })
    value.catch(() => this.#values.delete(key))
    return value
  }
}

/** How the server and a project are. */
export function createStatusReader(deps: StatusDeps): (project: string) => Promise<ServerStatus> {
  const counts = new Kept<Counted>(2_000)
  const findings = new Kept<Findings>(30_000)
  const { telemetry } = deps
  return async (project) => {
    const nowMs = deps.now().getTime()
    const [counted, found, settings, keysExist] = await Promise.all([
      counts.get(project, nowMs, () => countProject(telemetry, project)),
      findings.get(project, nowMs, async () => ({
        hints: [...(await readContentHints(telemetry, project, new Date(nowMs)))],
        redactions: [...(await readRedactions(telemetry, project))],
      })),
      deps.settingsOf(project),
      deps.keysExist(),
    ])
    return {
      version: deps.version,
      telemetry: { engine: telemetry.engine, location: telemetry.location },
      control: deps.control,
      disk: deps.disk.state(),
      project,
      ...counted,
      ...found,
      keysExist,
      retentionDays: settings.retentionDays,
      otlp: deps.urls,
      process: deps.processState(),
    }
  }
}
