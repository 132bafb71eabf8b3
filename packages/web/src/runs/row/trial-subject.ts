import type { EvaluationSubject, JsonValue, RunRowDetail, Trial } from '@pawl/core'

/** A trial as its evaluators saw it, for the reader. */
export function subjectOfTrial(
  row: Pick<RunRowDetail, 'input' | 'expectedBehavior' | 'reference'>,
  trial: Trial,
): EvaluationSubject {
  const { output, latencyMs, costUsd, usage } = trial
  const expected = {
    ...(row.expectedBehavior === '' ? {} : { statement: row.expectedBehavior }),
    ...(row.reference === null ? {} : { output: row.reference }),
  }
  return {
    input: row.input as unknown as JsonValue,
    ...(output === null ? {} : { output: outputOf(output) }),
    ...(Object.keys(expected).length === 0 ? {} : { expected }),
    ...(latencyMs === null ? {} : { latencyMs }),
    ...(costUsd === null ? {} : { costUsd }),
    ...(usage?.outputTokens === undefined ? {} : { usage: { outputTokens: usage.outputTokens } }),
  }
}

function outputOf({ messages, value }: NonNullable<Trial['output']>): NonNullable<EvaluationSubject['output']> {
  const said = value === undefined ? {} : typeof value === 'string' ? { text: value } : { json: value }
  return { ...said, ...(messages.length > 0 ? { messages } : {}) }
}

/** An output as text for comparing word by word: what was said, and which tools were called with what. */
export function outputText(trial: Trial | undefined): string {
  if (!trial) return ''
  if (trial.output === null) return trial.unrecordedToolCall ?? trial.error?.message ?? ''
  const { messages, value } = trial.output
  if (value !== undefined) return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return messages.map(messageText).join('\n\n')
}

function messageText({ role, parts }: NonNullable<Trial['output']>['messages'][number]): string {
  const said = parts.map((part) => {
    const known = part as Readonly<Record<string, unknown>>
    if (part.type === 'text' && typeof known.content === 'string') return known.content
    if (part.type === 'tool_call') return `→ ${String(known.name)} ${JSON.stringify(known.arguments ?? {})}`
    if (part.type === 'tool_call_response') return `← ${textOf(known.response)}`
    return `[${part.type}]`
  })
  return `${role === 'assistant' ? '' : `${role}: `}${said.join('\n')}`
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
