import { AppError } from '../errors/index.ts'
import { readYamlObject } from '../traces/index.ts'
import { type NewEvaluator, newEvaluatorSchema } from './api/index.ts'

const words = {
  name: 'evaluator file',
  fix: 'Write a mapping with "name" and "definition", and "examples" with "name", "must" and "subject"',
}

/**
 * An evaluator as it stands in a file: what `POST /api/evaluators` takes, as YAML or JSON. Without `name`, `fallbackName` is its
 * name.
 * @throws AppError `bad_request` with the line of a syntax error, or the path of what does not fit
 */
export function readEvaluatorYaml(text: string, fallbackName: string): NewEvaluator {
  const document = readYamlObject(text, words)
  const parsed = newEvaluatorSchema.safeParse({ name: fallbackName, ...document })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.map(String).join('.') ?? ''
  throw new AppError('bad_request', `The evaluator file does not fit: ${where}: ${issue?.message ?? 'invalid'}`, {
    where,
    fix: words.fix,
  })
}
