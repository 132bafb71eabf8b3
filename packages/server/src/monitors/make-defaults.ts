import { randomUUID } from 'node:crypto'
import { dayMs, defaultMonitors, type MonitorDefinition, monitorDefinitionSchema } from '@pawl/core'
import { insertMonitor, recordDefault, selectDefaults } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'

/**
 * Gives projects the monitors that everybody wants, as soon as there is something to watch. Each is made once: what somebody deleted
 * stays deleted.
 */
export async function makeDefaults(deps: MonitorsDeps): Promise<void> {
  const { control, onlineEvaluations } = deps
  const made = await selectDefaults(control.db)
  const projects = await control.db.selectFrom('projects').select('name').orderBy('name').execute()
  for (const { name: project } of projects) {
    const known = made.get(project) ?? new Set()
    const scores = (await onlineEvaluations(project)).filter(({ isEnabled }) => isEnabled)
    const wanted = defaultMonitors(scores.map(({ scoreName }) => scoreName)).filter(({ name }) => !known.has(name))
    if (wanted.length === 0) continue
    const isSeen = known.size > 0 || (await hasTraffic(deps, project))
    if (!isSeen) continue
    for (const definition of wanted) await make(deps, project, monitorDefinitionSchema.parse(definition))
  }
}

async function hasTraffic({ metrics, now }: MonitorsDeps, project: string): Promise<boolean> {
  const toMs = now().getTime()
  const metric = monitorDefinitionSchema.parse({ name: 'any', metric: { measure: 'request_count' } }).metric
  const seen = await metrics.readMetricInterval(project, { metric, slice: null, fromMs: toMs - 30 * dayMs, toMs })
  return seen !== null && seen.count > 0
}

/** One that somebody named the same before is left as it is. */
async function make({ control, now }: MonitorsDeps, project: string, definition: MonitorDefinition): Promise<void> {
  await control.transaction(async (transaction) => {
    if (!(await recordDefault(transaction, project, definition.name))) return
    const row = { id: randomUUID(), project, definition, origin: 'default' as const, who: 'Pawl', createdAt: now() }
    await insertMonitor(transaction, row)
  })
}
