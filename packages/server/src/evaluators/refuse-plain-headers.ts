import { type EvaluatorDefinition, outsideParts, refusePlainCredentials } from '@pawl/core'

/** @throws AppError `bad_request` for a credential in the text of a version, which is kept for ever and shown */
export function refusePlainHeaders(definition: EvaluatorDefinition): void {
  for (const { definition: part, path } of outsideParts(definition)) {
    if (part.kind === 'http') refusePlainCredentials(part, `definition${path.replaceAll('/', '.parts.')}`)
  }
}
