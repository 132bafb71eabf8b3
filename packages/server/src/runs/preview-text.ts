import { previewLine, previewOfMessage, type Trial } from '@pawl/core'

export function previewOfOutput(output: Trial['output']): string {
  if (output === null) return ''
  const { messages, value } = output
  if (value !== undefined) return previewLine(typeof value === 'string' ? value : JSON.stringify(value))
  const last = messages.at(-1)
  return last === undefined ? '' : previewLine(previewOfMessage(last))
}

/** Why a trial did not pass; '' when it did. */
export function reasonOf(trial: Pick<Trial, 'status' | 'error' | 'unrecordedToolCall' | 'scores'>): string {
  if (trial.unrecordedToolCall !== null) return previewLine(trial.unrecordedToolCall)
  if (trial.error !== null) return previewLine(trial.error.message)
  if (trial.status === 'pass') return ''
  const wanted = trial.status === 'fail' ? 'fail' : 'unknown'
  return previewLine(trial.scores.find(({ outcome }) => outcome === wanted)?.reason ?? '')
}
