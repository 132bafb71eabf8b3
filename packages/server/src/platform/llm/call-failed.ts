import { AppError, type CallFailure } from '@pawl/core'
import { maskKey } from './mask-key.ts'
import type { Connection } from './providers/connection.ts'
import type { ClassifiedFailure } from './sdk/classify-failure.ts'

interface FailedCall {
  readonly connection: Connection
  readonly model: string
}

/**
 * The error of a call that was given up. The SDK's own error is no cause of it: that one holds the whole request.
 *
 * @param reason of `decideRetry`: what comes after its comma says why there is no other attempt
 */
export function callFailed(
  { connection, model }: FailedCall,
  { failure, message }: ClassifiedFailure,
  reason: string,
): AppError {
  const comma = reason.indexOf(', ')
  const end = comma === -1 || reason.endsWith('after 1 calls') ? '' : reason.slice(comma)
  const said = maskKey(message, connection.apiKey).replace(/[.\s]+$/, '')
  return new AppError('model_failed', `${connection.name} (${model}) ${said}${end}.`, {
    fix: fixOf(failure, connection),
  })
}

/** @param maxTokens what the call allowed; null when it said nothing */
export const answerCutOff = ({ connection, model }: FailedCall, maxTokens: number | null): AppError =>
  new AppError(
    'model_failed',
    `The answer of ${connection.name} (${model}) was cut off${maxTokens === null ? '' : ` after ${maxTokens} tokens`}.`,
    { where: 'parameters.max_tokens', fix: 'Raise max_tokens, or ask for less.' },
  )

function fixOf(failure: CallFailure, { name, baseUrl }: Connection): string {
  switch (failure.type) {
    case 'http':
      return fixOfStatus(failure.status, name)
    case 'network':
      return `Check that ${baseUrl} can be reached from the server.`
    case 'timeout':
      return 'Try again, or give the call more time.'
    case 'broken_answer':
      return `Try again; if it stays so, look at what answers at ${baseUrl}.`
    case 'cancelled':
      return 'Start it again.'
  }
}

function fixOfStatus(status: number, name: string): string {
  if (status === 401 || status === 403) return `Check its key: \`pawl models set ${name}\` stores another.`
  if (status === 404) return 'Check the name of the model, and the address of the provider.'
  if (status === 402 || status === 429) {
    return `Look at the quota there, or set lower limits: \`pawl models set ${name} --requests-per-minute <n>\`.`
  }
  if (status >= 500) return 'Try again later.'
  return 'Change what the model is asked: its parameters, tools or messages.'
}

export const notForEmbeddings = (name: string): AppError =>
  new AppError('model_not_configured', `${name} offers no embeddings.`, {
    fix: 'Use a model of openai, google or an OpenAI-compatible provider.',
  })
