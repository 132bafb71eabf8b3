import type { PromptSummary } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { fetchPrompts } from './prompt-calls.ts'

export async function listPrompts(context: CommandContext, options: { readonly archived: boolean }): Promise<void> {
  const prompts = await fetchPrompts(context.api, options)
  context.printResult({ prompts }, () =>
    prompts.length === 0
      ? options.archived
        ? 'No prompt is archived.\n'
        : 'There is no prompt yet. Push a file with `pawl prompts push`, or make one from a model call on its page.\n'
      : renderTable(prompts, columns, { width: context.terminal.columns, paint: context.paint }),
  )
}

const columns: readonly Column<PromptSummary>[] = [
  { title: 'NAME', cell: ({ name }) => name, minWidth: 16 },
  { title: 'NEWEST', cell: ({ newest }) => (newest === null ? '' : String(newest.number)), align: 'right' },
  { title: 'ID', cell: ({ newest }) => newest?.id.slice(0, 12) ?? '', dropOrder: 3 },
  { title: 'MODEL', cell: ({ newest }) => newest?.model ?? '', minWidth: 10, dropOrder: 4 },
  { title: 'LIVE', cell: liveText, minWidth: 12, dropOrder: 1 },
  {
    title: 'PROTECTED BY',
    cell: ({ protectedBy }) => [...protectedBy.datasets, ...protectedBy.evaluators].join(', '),
    minWidth: 14,
    dropOrder: 5,
  },
  { title: 'CHANGED', cell: ({ newest, createdAt }) => formatTime(newest?.createdAt ?? createdAt), dropOrder: 2 },
  { title: 'BY', cell: ({ newest, createdBy }) => newest?.author ?? createdBy, minWidth: 8, dropOrder: 6 },
]

/** `production 3, staging 4` */
export function liveText({ current }: Pick<PromptSummary, 'current'>): string {
  return current.map(({ environment, number }) => `${environment} ${number}`).join(', ')
}
