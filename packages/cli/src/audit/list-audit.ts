import { type AuditEntry, type AuditList, auditHeadSchema, auditListSchema, nameRows } from '@pawl/core'
import type { Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export async function listAudit(context: CommandContext, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer('/api/audit', auditListSchema, { query })
  context.printResult(list, () =>
    list.entries.length === 0
      ? 'Nothing has been logged.\n'
      : renderTable(list.entries, columnsOf(list), { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

/** As `pawl audit verify --head` takes it. */
export async function printAuditHead(context: CommandContext): Promise<void> {
  const head = await context.api.fetchAnswer('/api/audit/head', auditHeadSchema)
  context.printResult(head, () => `${head.sequence}:${head.hash}\n`)
  if (context.format === 'pretty') context.note('Keep it where nobody of this server can change it.')
}

const columnsOf = ({ rowNames }: AuditList): readonly Column<AuditEntry>[] => [
  { title: '#', cell: ({ sequence }) => String(sequence), align: 'right', color: () => 'cyan' },
  { title: 'WHEN', cell: ({ at }) => formatTime(at), dropOrder: 2 },
  { title: 'WHO', cell: ({ who }) => who, minWidth: 8, dropOrder: 3 },
  { title: 'ACTION', cell: ({ action }) => action },
  {
    title: 'WHAT',
    cell: ({ details: { message } }) => (typeof message === 'string' ? nameRows(message, (id) => rowNames[id]) : ''),
    minWidth: 24,
  },
  { title: 'REASON', cell: ({ reason }) => reason, minWidth: 12, dropOrder: 1 },
]
