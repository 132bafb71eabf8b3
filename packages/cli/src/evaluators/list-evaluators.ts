import { evaluatorListSchema, type ListedEvaluator } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export async function listEvaluators(context: CommandContext, options: { readonly archived: boolean }): Promise<void> {
  const query = { archived: String(options.archived) }
  const { evaluators } = await context.api.fetchAnswer('/api/evaluators', evaluatorListSchema, { query })
  context.printResult({ evaluators }, () =>
    evaluators.length === 0
      ? 'There is no evaluator yet. Push a file with `pawl evaluators push`.\n'
      : renderTable(evaluators, columns, { width: context.terminal.columns, paint: context.paint }),
  )
}

const stateColors = { right: 'green', wrong: 'red', unproven: 'yellow', unchecked: 'yellow' } as const

const columns: readonly Column<ListedEvaluator>[] = [
  { title: 'NAME', cell: ({ name }) => name, minWidth: 16 },
  { title: 'KIND', cell: ({ kind }) => kind, minWidth: 8 },
  { title: 'VERSION', cell: ({ number }) => String(number), align: 'right' },
  { title: 'ID', cell: ({ versionId }) => versionId.slice(0, 12), dropOrder: 1 },
  {
    title: 'EXAMPLES',
    cell: ({ examplesState, exampleCount }) => `${exampleCount} ${examplesState}`,
    color: ({ examplesState }) => stateColors[examplesState],
  },
  { title: 'CHANGED', cell: ({ createdAt }) => formatTime(createdAt), dropOrder: 2 },
  { title: 'BY', cell: ({ author }) => author, minWidth: 8, dropOrder: 3 },
  { title: 'NOTE', cell: ({ note, archivedAt }) => (archivedAt === null ? note : `archived  ${note}`), dropOrder: 4 },
]
