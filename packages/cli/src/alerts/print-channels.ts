import type { AlertChannel, AlertDelivery } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export function renderChannels(context: CommandContext, channels: readonly AlertChannel[]): string {
  return channels.length === 0
    ? 'There is no channel: alerts are in the pages alone. Add one with `pawl alerts channels add <name> --slack <url>`.\n'
    : renderTable(channels, channelColumns, { width: context.terminal.columns, paint: context.paint })
}

export function renderDeliveries(context: CommandContext, deliveries: readonly AlertDelivery[]): string {
  return deliveries.length === 0
    ? 'Nothing has been sent.\n'
    : renderTable(deliveries, deliveryColumns, { width: context.terminal.columns, paint: context.paint })
}

const colorOf = (state: AlertDelivery['state']) =>
  state === 'failed' ? 'red' : state === 'delivered' ? 'green' : 'yellow'

const channelColumns: readonly Column<AlertChannel>[] = [
  { title: 'NAME', cell: ({ name }) => name, color: () => 'cyan' },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'WHERE TO', cell: ({ destination }) => destination, minWidth: 16 },
  {
    title: 'LAST',
    cell: ({ lastDelivery }) => lastDelivery?.state ?? '',
    color: ({ lastDelivery }) => colorOf(lastDelivery?.state ?? 'waiting'),
  },
  { title: 'PROBLEM', cell: ({ lastDelivery }) => lastDelivery?.problem ?? '', minWidth: 12, dropOrder: 1 },
  { title: 'BY', cell: ({ who }) => who, minWidth: 8, dropOrder: 2 },
]

const deliveryColumns: readonly Column<AlertDelivery>[] = [
  { title: 'WHEN', cell: ({ createdAt }) => formatTime(createdAt), dropOrder: 3 },
  { title: 'EVENT', cell: ({ event }) => event },
  { title: 'ALERT', cell: ({ alertId }) => alertId ?? '', color: () => 'cyan', dropOrder: 1 },
  { title: 'STATE', cell: ({ state }) => state, color: ({ state }) => colorOf(state) },
  { title: 'TRIES', cell: ({ attempts }) => String(attempts), align: 'right', dropOrder: 4 },
  { title: 'PROBLEM', cell: ({ problem }) => problem ?? '', minWidth: 16 },
  {
    title: 'NEXT',
    cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : formatTime(nextAttemptAt)),
    dropOrder: 2,
  },
]
