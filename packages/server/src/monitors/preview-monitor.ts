import {
  type AlertSummary,
  checkDefinition,
  dayMs,
  type Finding,
  hourMs,
  type MonitorDefinition,
  type MonitorMemory,
  type MonitorPreview,
  metricFacts,
  type ShiftFinding,
  titleAlert,
} from '@pawl/core'
import { drawChart } from './chart-monitor.ts'
import type { MonitorsDeps } from './monitors-deps.ts'
import { referenceOf, whatIsMissing } from './show-round.ts'
import { openWatch } from './watch/open-watch.ts'
import { readOnce } from './watch/read-once.ts'
import { watchMonitor } from './watch/watch-monitor.ts'

export interface PreviewRequest {
  readonly definition: MonitorDefinition
  readonly days: number
}

/**
 * What the monitor would have said over the last days, had it been there: it learns from what came before them, else from as soon as there is enough.
 *
 * @throws AppError `bad_request`
 */
export async function previewMonitor(
  deps: MonitorsDeps,
  project: string,
  { definition, days }: PreviewRequest,
): Promise<MonitorPreview> {
  checkDefinition(definition)
  const toMs = Math.floor(deps.now().getTime() / hourMs) * hourMs + hourMs
  const fromMs = toMs - days * dayMs
  const metrics = readOnce(deps.shownMetrics, { fromMs, toMs })
  const context = openWatch({ project, definition, metrics, seed: definition.name, isCoarse: true })
  const findings: Finding[] = []
  let memory: MonitorMemory | null = null
  for (let nowMs = fromMs; nowMs < toMs + dayMs; nowMs += dayMs) {
    const untilMs = Math.min(nowMs, toMs)
    const watched = await watchMonitor(context, { memory, nowMs: untilMs, settledMs: untilMs })
    memory = watched.memory
    findings.push(...watched.findings)
  }
  const alerts = await alertsOf(deps, project, { definition, findings })
  const whole = memory?.streams.find(({ slice }) => slice === '')
  const observed = await deps.shownMetrics.readMetricInterval(project, {
    ...{ metric: definition.metric, slice: null, fromMs, toMs },
  })
  return {
    chart: await drawChart(deps, { project, definition, memory, range: { fromMs, toMs, slice: null }, alerts }),
    reference: memory === null ? null : referenceOf(memory, definition.metric),
    observed: observed?.count ?? whole?.detector.observed ?? 0,
    sentence: memory === null ? whatIsMissing(definition, null) : sentenceOf(alerts.length, days),
  }
}

function sentenceOf(count: number, days: number): string {
  const range = days === 1 ? 'in the last day' : `in the last ${days} days`
  if (count === 0) return `It would have opened no alert ${range}.`
  return `It would have opened ${count === 1 ? '1 alert' : `${count} alerts`} ${range}.`
}

async function alertsOf(
  { shownMetrics }: MonitorsDeps,
  project: string,
  { definition, findings }: { readonly definition: MonitorDefinition; readonly findings: readonly Finding[] },
): Promise<AlertSummary[]> {
  const found = new Map<string, { finding: ShiftFinding; resolvedAtMs: number | null }>()
  for (const finding of findings) {
    if (finding.kind !== 'recovery') {
      found.set(`${finding.alarmAtMs} ${JSON.stringify(finding.slice)}`, { finding, resolvedAtMs: null })
      continue
    }
    const open = [...found.values()].findLast(({ finding: { slice } }) => slice?.value === finding.slice?.value)
    if (open !== undefined) open.resolvedAtMs = finding.noticedAtMs
  }
  const { metric } = definition
  const unit = metricFacts[metric.measure].unit
  return await Promise.all(
    [...found.values()].map(async ({ finding, resolvedAtMs }, index): Promise<AlertSummary> => {
      const { kind, direction, slice, value, change, alarmAtMs } = finding
      const after = { fromMs: change.atMs, toMs: Math.max(resolvedAtMs ?? finding.after.toMs, change.atMs + hourMs) }
      const read = (span: { fromMs: number; toMs: number } | null) =>
        span === null ? null : shownMetrics.readMetricInterval(project, { metric, slice, ...span })
      const [before, now] = await Promise.all([read(finding.before), read(after)])
      const at = (ms: number) => new Date(ms).toISOString()
      return {
        ...{ id: `preview-${index + 1}`, monitor: definition.name, slice, direction, unit, before, now },
        title: titleAlert({ metric, unit, kind, direction, slice, value, before, now }),
        state: resolvedAtMs === null ? 'open' : 'resolved',
        ...{ changedAt: at(change.atMs), changedFrom: at(change.fromMs), changedTo: at(change.toMs) },
        ...{ detectedAt: at(alarmAtMs), resolvedAt: resolvedAtMs === null ? null : at(resolvedAtMs) },
      }
    }),
  )
}
