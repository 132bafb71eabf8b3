import { stringify } from 'yaml'
import type { NewEvaluator } from './api/index.ts'

/** Writes an evaluator as `readEvaluatorYaml` reads it; the definition with all its defaults, as it is stored. */
export function writeEvaluatorYaml({ name, definition, examples, note }: NewEvaluator): string {
  const document = { name, ...(note !== '' && { note }), definition, ...(examples.length > 0 && { examples }) }
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}
