import type { CheckedVersion } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import type { Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { fetchVersion, paintedOutcome } from './evaluator-calls.ts'

export async function showEvaluator(context: CommandContext, reference: string): Promise<void> {
  const version = await fetchVersion(context.api, reference)
  context.printResult(version, () => renderVersion(version, context.paint))
}

function renderVersion(version: CheckedVersion, paint: Paint): string {
  const { name, id, number, author, note, createdAt, definition } = version
  const head = [
    `${paint('bold', safeLine(name))}  ${paint('dim', id)}`,
    `version ${number}, ${formatTime(createdAt)}, ${safeLine(author)}`,
    ...(note === '' ? [] : [safeLine(note)]),
  ]
  return `${[...head, '', safeText(JSON.stringify(definition, null, 2)), '', renderExamples(version, paint)].join('\n')}\n`
}

/** What came out of a version's examples, a line for each. */
export function renderExamples({ examples, check }: CheckedVersion, paint: Paint): string {
  const lines = examples.map(({ name, must }, index) => {
    const result = check.results[index] ?? null
    if (result === null) return `  ${paint('yellow', 'not run')}  ${safeLine(name)} must ${must}`
    const mark = result.outcome === must ? paint('green', 'right') : paint('red', 'WRONG')
    return `  ${mark}  ${safeLine(name)} must ${must}: ${paintedOutcome(result, paint)}, ${safeLine(result.reason)}`
  })
  return [`${safeLine(check.message)}.`, ...lines].join('\n')
}
