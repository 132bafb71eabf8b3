import {
  type Finding,
  hourMs,
  type MonitorMemory,
  monitorDefinitionSchema,
  monitorMemorySchema,
  type NewMonitor,
} from '@pawl/core'
import { openWatch } from '../open-watch.ts'
import { watchMonitor } from '../watch-monitor.ts'
import type { SimulatedTraffic } from './simulated-traffic.ts'

export interface Rounds {
  readonly monitor: Omit<NewMonitor, 'name'>
  readonly traffic: SimulatedTraffic
  /** When there is a round. */
  readonly at: readonly number[]
  readonly isCoarse?: boolean
}

export interface RoundsAnswer {
  readonly findings: readonly (Finding & { readonly toldAtMs: number })[]
  readonly memory: MonitorMemory | null
}

/** Watches as the job does: what is remembered goes through the store's form from round to round. */
export async function watchRounds({ monitor, traffic, at, isCoarse = false }: Rounds): Promise<RoundsAnswer> {
  const definition = monitorDefinitionSchema.parse({ name: 'simulated', ...monitor })
  const context = openWatch({ project: 'p', definition, metrics: traffic, seed: 'seed', isCoarse })
  const findings: (Finding & { toldAtMs: number })[] = []
  let memory: MonitorMemory | null = null
  for (const nowMs of at) {
    traffic.nowMs = nowMs
    const settledMs = Math.floor((nowMs - 2 * hourMs) / hourMs) * hourMs
    const watched = await watchMonitor(context, { memory, nowMs, settledMs })
    memory = watched.memory === null ? null : monitorMemorySchema.parse(JSON.parse(JSON.stringify(watched.memory)))
    findings.push(...watched.findings.map((finding) => ({ ...finding, toldAtMs: nowMs })))
  }
  return { findings, memory }
}
