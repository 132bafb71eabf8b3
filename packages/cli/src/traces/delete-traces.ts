import { createInterface } from 'node:readline/promises'
import { AppError } from '@pawl/core'
import { z } from 'zod'
import type { CommandContext } from '../command-context.ts'
import { formatAmount } from '../layout/format-value.ts'

export interface Deletion {
  readonly traces: readonly string[]
  readonly sessions: readonly string[]
  readonly users: readonly string[]
  /** Do not ask. */
  readonly yes: boolean
}

const deletedSchema = z.object({ deletedTraces: z.number(), deletedSpans: z.number() })

export async function deleteTraces(context: CommandContext, deletion: Deletion): Promise<void> {
  const paths = [
    ...deletion.traces.map((id) => `/api/traces/${encodeURIComponent(id)}`),
    ...deletion.sessions.map((id) => `/api/sessions/${encodeURIComponent(id)}`),
    ...deletion.users.map((id) => `/api/users/${encodeURIComponent(id)}/traces`),
  ]
  if (paths.length === 0) {
    throw new AppError('bad_request', 'Nothing was named to delete.', {
      fix: 'Name it with --trace <id>, --session <id> or --user <id>.',
    })
  }
  if (!deletion.yes && !(await isConfirmed(context, deletion))) {
    context.note('Nothing was deleted.')
    return
  }
  const total = { deletedTraces: 0, deletedSpans: 0 }
  for (const path of paths) {
    const deleted = await context.api.fetchAnswer(path, deletedSchema, { method: 'DELETE' })
    total.deletedTraces += deleted.deletedTraces
    total.deletedSpans += deleted.deletedSpans
  }
  context.printResult(
    total,
    () => `Deleted ${formatAmount(total.deletedTraces, 'trace')} with ${formatAmount(total.deletedSpans, 'span')}.\n`,
  )
}

async function isConfirmed({ terminal }: CommandContext, deletion: Deletion): Promise<boolean> {
  if (terminal.stdin.isTTY !== true) {
    throw new AppError('bad_request', 'Deleting asks first, and there is no terminal to ask on.', {
      fix: 'Add --yes to delete without a question.',
    })
  }
  const targets = [
    ...deletion.traces.map((id) => `trace ${id}`),
    ...deletion.sessions.map((id) => `all traces of session ${id}`),
    ...deletion.users.map((id) => `all traces of user ${id}`),
  ]
  const questions = createInterface({ input: terminal.stdin, output: terminal.stderr })
  try {
    const answer = await questions.question(`Delete ${targets.join(', ')} for good? [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    questions.close()
  }
}
