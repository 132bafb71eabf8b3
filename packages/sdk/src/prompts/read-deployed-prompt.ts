import { isArray, isRecord } from '../is-record.ts'
import { PawlError } from '../pawl-error.ts'
import type { DeployedPrompt } from './prompt-content.ts'

/** @throws PawlError `not_pawl` for what is no answer of this version of Pawl */
export function readDeployedPrompt(value: unknown): DeployedPrompt {
  if (isDeployedPrompt(value)) return value
  throw new PawlError('The answer of the server is no prompt.', {
    code: 'not_pawl',
    fix: 'Use the same version of @pawl/sdk as the server.',
  })
}

/** As far as rendering relies on it. */
function isDeployedPrompt(value: unknown): value is DeployedPrompt {
  if (!isRecord(value) || !isRecord(value.content)) return false
  const { messages, model, parameters, tools } = value.content
  const texts = [value.prompt, value.environment, value.id, value.since, model]
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof value.number === 'number' &&
    typeof value.isUnprotected === 'boolean' &&
    isRecord(parameters) &&
    isArray(tools) &&
    isArray(messages) &&
    messages.every((message) => isRecord(message) && typeof message.role === 'string' && hasParts(message.parts))
  )
}

const hasParts = (parts: unknown): boolean =>
  isArray(parts) && parts.every((part) => isRecord(part) && typeof part.type === 'string')
