import { type Alert, type AlertSummary, nameSlice, writeFigure, writeRange } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { safeLine } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'

export function renderAlerts(context: CommandContext, alerts: readonly AlertSummary[]): string {
  return alerts.length === 0
    ? 'There is no such alert.\n'
    : renderTable(alerts, columns, { width: context.terminal.columns, paint: context.paint })
}

const columns: readonly Column<AlertSummary>[] = [
  { title: 'ID', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'SINCE', cell: ({ changedAt }) => formatTime(changedAt), dropOrder: 2 },
  { title: 'STATE', cell: ({ state }) => state, color: ({ state }) => (state === 'resolved' ? 'green' : 'red') },
  { title: 'WHAT', cell: ({ title }) => safeLine(title), minWidth: 30 },
  { title: 'MONITOR', cell: ({ monitor }) => monitor, dropOrder: 1 },
]

/** All of it, one line for each fact. */
export function renderAlert({ api, paint }: Pick<CommandContext, 'api' | 'paint'>, alert: Alert): string {
  const { before, now, unit, sureness, explainedBy, changes, history } = alert
  const figure = (interval: typeof before) =>
    interval === null
      ? 'not known'
      : `${writeFigure(interval.value, unit)} (95 %: ${writeRange(interval, unit)}; ${interval.count} observed)`
  const page = `${api.serverUrl}/alerts/${alert.id}`
  const lines = [
    paint('bold', safeLine(alert.title)),
    fact('State', alert.resolvedAt === null ? alert.state : `${alert.state}, ${formatTime(alert.resolvedAt)}`),
    fact(
      'Since',
      `${formatTime(alert.changedAt)} (${formatTime(alert.changedFrom)} to ${formatTime(alert.changedTo)})`,
    ),
    fact('Usual', figure(before)),
    fact('Since then', figure(now)),
    fact('How sure', sureness.sentence),
    ...explainedBy.map(({ slice, share }) =>
      fact('Explained by', `${safeLine(nameSlice(slice))}: ${Math.round(share * 100)} % of it`),
    ),
    ...changes.map(({ at, title }) => fact('Changed', `${formatTime(at)}  ${safeLine(title)}`)),
    ...tracesOf('Worst', alert.worst),
    ...tracesOf('Typical', alert.typical),
    ...history.map(({ at, event, who, note }) =>
      fact(
        'History',
        `${formatTime(at)}  ${event.replaceAll('_', ' ')}, ${safeLine([who, note].filter((part) => part !== '').join(': '))}`,
      ),
    ),
    fact('Page', page),
    ...(alert.tracesQuery === '' ? [] : [fact('Traces', `${api.serverUrl}/traces?${alert.tracesQuery}`)]),
  ]
  return `${lines.join('\n')}\n`
}

const fact = (name: string, text: string): string => `${name.padEnd(14)}${text}`

const tracesOf = (name: string, traces: Alert['worst']): string[] =>
  traces.map(({ traceId, inputPreview }) => fact(name, `${traceId}  ${safeLine(inputPreview).slice(0, 80)}`))
