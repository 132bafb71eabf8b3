import { createReadStream } from 'node:fs'
import { AppError, jsonOrUndefined } from '@pawl/core'
import { isTargetAnswer, type TargetFunction } from '@pawl/sdk'
import { splitLines } from '../import/split-lines.ts'

const maxLineBytes = 32 * 1024 * 1024

/**
 * Outputs from a file of JSON lines, by row: `{"rowId": "…", "output": "…"}`, also with `messages`, `toolCalls`, `usage`,
 * `costUsd`, `latencyMs` and `error`. Several lines of one row are its trials in turn.
 *
 * @throws AppError `bad_request` that names the line
 */
export async function recordedFileTarget(file: string): Promise<TargetFunction> {
  const outputs = new Map<string, unknown[]>()
  for await (const { number, text } of splitLines(createReadStream(file), { maxLineBytes })) {
    const { rowId, answer } = readLine(text, `${file}, line ${number}`)
    const known = outputs.get(rowId)
    if (known === undefined) outputs.set(rowId, [answer])
    else known.push(answer)
  }
  return (row, { trial }) => {
    const answer = outputs.get(row.id)?.[trial - 1]
    if (answer !== undefined) return answer
    const message = `The file has no ${trial === 1 ? '' : `${trial}. `}output of the row ${row.id}`
    return { error: { type: 'not_recorded', message } }
  }
}

function readLine(text: string | undefined, where: string): { readonly rowId: string; readonly answer: unknown } {
  const value = text === undefined ? undefined : jsonOrUndefined(text)
  if (typeof value !== 'object' || value === null || !('rowId' in value) || typeof value.rowId !== 'string') {
    throw new AppError('bad_request', 'A line of recorded outputs names no row.', {
      where,
      fix: 'Write {"rowId": "…", "output": "…"} on each line.',
    })
  }
  const { rowId, ...answer } = value
  if (isTargetAnswer(answer)) return { rowId, answer }
  throw new AppError('bad_request', `The output of the row ${rowId} is not as a target gives it.`, {
    where,
    fix: 'Use output, messages, toolCalls, usage, costUsd, latencyMs and error, and at least one of output, messages and error.',
  })
}
