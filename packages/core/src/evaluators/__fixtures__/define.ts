import type { z } from 'zod'
import { type EvaluatorDefinition, evaluatorDefinitionSchema } from '../definition/index.ts'

/** A definition as a person writes it, defaults filled in. */
export function define(written: unknown): EvaluatorDefinition {
  return evaluatorDefinitionSchema.parse(written)
}

/** Why a definition is refused: `path: message` of each problem. */
export function refusals(written: unknown): string[] {
  const parsed = evaluatorDefinitionSchema.safeParse(written)
  return parsed.success ? [] : parsed.error.issues.map((issue: z.core.$ZodIssue) => `${issue.path.join('.')}: ${issue.message}`)
}
