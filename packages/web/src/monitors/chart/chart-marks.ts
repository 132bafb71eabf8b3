import type { AlertSummary, MonitorChart } from '@pawl/core'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { changeChartMark } from '../../traces/index.ts'
import type { ChartMark, ChartStretch } from '../../ui/chart/chart-props.ts'
import { oneLine } from '../../ui/visible-text.ts'

const alertMark = (alert: AlertSummary, onPick: ((alertId: string) => void) | undefined): ChartMark => ({
  id: alert.id,
  atMs: Date.parse(alert.changedAt),
  label: oneLine(alert.title, 300),
  icon: alert.direction === 'worse' ? TriangleAlert : CircleCheck,
  tone: alert.direction === 'worse' ? 'error' : 'ok',
  ...(onPick && { onPick: () => onPick(alert.id) }),
})

/** Detected changes and what else happened, as flags. */
export const marksOf = (
  { alerts, changes }: Pick<MonitorChart, 'alerts' | 'changes'>,
  onPickAlert?: (alertId: string) => void,
): readonly ChartMark[] => [...alerts.map((alert) => alertMark(alert, onPickAlert)), ...changes.map(changeChartMark)]

/** How long each alert's problem lasted; one that goes on reaches to the end. */
export const alertStretches = (alerts: readonly AlertSummary[], endMs: number): readonly ChartStretch[] =>
  alerts.map(({ id, changedAt, resolvedAt, direction }) => ({
    id,
    fromMs: Date.parse(changedAt),
    toMs: resolvedAt === null ? endMs : Date.parse(resolvedAt),
    tone: direction === 'worse' ? 'error' : 'ok',
  }))
