import { type Monitor, type MonitorPreview, writeFigure, writeRange } from '@pawl/core'
import { renderAlerts } from '../alerts/print-alerts.ts'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'

export function renderMonitors(context: CommandContext, monitors: readonly Monitor[]): string {
  return monitors.length === 0
    ? 'There is no monitor yet. Some are made by themselves with the first traffic; `pawl monitors create` makes others.\n'
    : renderTable(monitors, columns, { width: context.terminal.columns, paint: context.paint })
}

const columns: readonly Column<Monitor>[] = [
  { title: 'NAME', cell: ({ definition }) => definition.name, color: () => 'cyan' },
  {
    title: 'STATE',
    cell: ({ state, mute }) => (mute === null ? state : `${state}, muted`),
    color: ({ state }) => (state === 'alerting' || state === 'failing' ? 'red' : undefined),
  },
  { title: 'MEASURE', cell: ({ definition }) => definition.metric.measure },
  { title: 'USUAL', cell: ({ reference, unit }) => figure(reference?.usual.value, unit), align: 'right' },
  { title: 'LAST DAY', cell: ({ current, unit }) => figure(current?.value, unit), align: 'right' },
  { title: 'ALERTS', cell: ({ openAlerts }) => String(openAlerts.length), align: 'right' },
  { title: 'MADE BY', cell: ({ who }) => safeLine(who), dropOrder: 1 },
]

const figure = (value: number | undefined, unit: Monitor['unit']): string =>
  value === undefined ? '' : writeFigure(value, unit)

export function renderMonitor(context: CommandContext, monitor: Monitor): string {
  const { definition, reference, current, unit, mute, openAlerts } = monitor
  const lines = [
    context.paint('bold', definition.name),
    ...(definition.description === '' ? [] : [safeLine(definition.description)]),
    fact('State', mute === null ? monitor.state : `${monitor.state}, muted until ${formatTime(mute.until)}`),
    ...(monitor.problem === null ? [] : [fact('', safeLine(monitor.problem))]),
    ...(reference === null
      ? []
      : [fact('Usual', `${writeFigure(reference.usual.value, unit)} (${writeRange(reference.usual, unit)})`)]),
    ...(reference === null
      ? []
      : [fact('Learned from', `${formatTime(reference.from)} to ${formatTime(reference.to)}`)]),
    ...(current === null
      ? []
      : [
          fact(
            'Last day',
            `${writeFigure(current.value, unit)} (95 %: ${writeRange(current, unit)}; ${current.count} observed)`,
          ),
        ]),
    fact('Evidence', `${Math.round(monitor.evidence * 100)} % of what an alert needs`),
    fact('Slices', String(monitor.sliceCount)),
    ...(monitor.watchedUntil === null ? [] : [fact('Looked', formatTime(monitor.watchedUntil))]),
  ]
  return `${lines.join('\n')}\n${openAlerts.length === 0 ? '' : `\n${renderAlerts(context, openAlerts)}`}`
}

const fact = (name: string, text: string): string => `${name.padEnd(14)}${text}`

export function renderPreview(context: CommandContext, { sentence, chart }: MonitorPreview): string {
  return `${sentence}\n${chart.alerts.length === 0 ? '' : `\n${renderAlerts(context, chart.alerts)}`}`
}
