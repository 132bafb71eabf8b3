import {
  type SessionDetail,
  type SessionSummary,
  searchSides,
  sessionDetailSchema,
  sessionListSchema,
} from '@pawl/core'
import { type Command, Option } from 'commander'
import type { Query } from '../api/api-client.ts'
import { type CommandContext, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { formatAmount, formatCost, formatCount, formatDuration, formatTime } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { timeAgo } from '../traces/filter-options.ts'

export function addSessionsCommands(program: Command, programContext: ProgramContext): void {
  const sessions = program.command('sessions').description('list and read conversations')
  sessions
    .command('list')
    .description('list sessions, newest first')
    .option('--from <time>', 'start, inclusive: ISO 8601, or so long ago: 90m, 12h, 3d', timeAgo('--from'))
    .option('--to <time>', 'start, exclusive: the same', timeAgo('--to'))
    .option('--user <id>', 'of this user')
    .option('--q <words>', 'words that the conversation contains')
    .addOption(new Option('--in <side>', 'where these words stand').choices(searchSides))
    .option('--limit <count>', 'how many', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: Query, command: Command) => {
      const { from, to, user, q, in: side, limit, cursor } = options
      await listSessions(contextOf(command, programContext), { from, to, user, q, in: side, limit, cursor })
    })
  sessions
    .command('get')
    .description('show a session as a conversation')
    .argument('<sessionId>')
    .action(async (sessionId: string, _options: unknown, command: Command) => {
      await getSession(contextOf(command, programContext), sessionId)
    })
}

async function listSessions(context: CommandContext, query: Query): Promise<void> {
  const list = await context.api.fetchAnswer('/api/sessions', sessionListSchema, { query })
  context.printResult(list, () =>
    list.sessions.length === 0
      ? 'No session matches.\n'
      : renderTable(list.sessions, sessionColumns, { width: context.terminal.columns, paint: context.paint }),
  )
  if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
}

async function getSession(context: CommandContext, sessionId: string): Promise<void> {
  const path = `/api/sessions/${encodeURIComponent(sessionId)}`
  const detail = await context.api.fetchAnswer(path, sessionDetailSchema)
  context.printResult(detail, () => renderConversation(detail, context.paint))
}

const sessionColumns: readonly Column<SessionSummary>[] = [
  { title: 'SESSION', cell: (session) => session.sessionId, minWidth: 20, color: () => 'cyan' },
  { title: 'STARTED', cell: (session) => formatTime(session.startTime), dropOrder: 1 },
  { title: 'TRACES', cell: (session) => formatCount(session.traceCount), align: 'right' },
  {
    title: 'ERRORS',
    cell: (session) => (session.errorCount === 0 ? '' : formatCount(session.errorCount)),
    align: 'right',
    color: () => 'red',
    dropOrder: 2,
  },
  { title: 'TOKENS', cell: (session) => formatCount(session.totalTokens), align: 'right', dropOrder: 4 },
  { title: 'COST', cell: (session) => formatCost(session.costUsd), align: 'right', dropOrder: 3 },
  { title: 'USER', cell: (session) => session.userId, minWidth: 8, dropOrder: 5 },
  { title: 'FIRST INPUT', cell: (session) => session.firstInput, minWidth: 16, dropOrder: 6 },
]

function renderConversation({ session, turns, scores }: SessionDetail, paint: Paint): string {
  const head = `${paint('bold', safeLine(session.sessionId))}  ${formatTime(session.startTime)}  ${formatAmount(session.traceCount, 'trace')}`
  const conversation = turns.map(({ trace, input, output }) => {
    const error = trace.status === 'error' ? `${paint('red', `error: ${safeLine(trace.errorPreview)}`)}\n` : ''
    const title = paint('dim', `${trace.traceId}  ${formatDuration(trace.durationMs)}`)
    return `${title}\n${paint('cyan', 'in ')} ${indented(input)}\n${paint('cyan', 'out')} ${indented(output)}\n${error}`
  })
  const results = scores.map((score) => {
    const result = [score.value ?? '', score.label ?? '', score.outcome].filter((part) => part !== '').join(' ')
    return `score ${safeLine(`${score.name} ${result} ${score.explanation ?? ''}`)}\n`
  })
  return `${[`${head}\n`, ...conversation].join('\n')}${results.length === 0 ? '' : `\n${results.join('')}`}`
}

function indented(text: string): string {
  return safeText(text).replaceAll('\n', '\n    ')
}
