import { type EvaluatorDefinition, evaluatorDefinitionSchema } from '../../evaluators/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../traces/index.ts'
import { promptfooDefinition } from './promptfoo-definitions.ts'

/** A check of another system as an evaluator of ours. */
export interface ImportedEvaluator {
  /** What its name begins with: `contains`, `not-regex`. */
  readonly label: string
  readonly definition: EvaluatorDefinition
}

/** A check that none of our evaluators does. */
export interface UnfitCheck {
  readonly type: string
  readonly reason: string
}

export interface ImportedChecks {
  readonly evaluators: readonly ImportedEvaluator[]
  readonly unfit: readonly UnfitCheck[]
}

interface Part {
  readonly label: string
  readonly weight: number
  readonly definition: EvaluatorDefinition
}

/**
 * The evaluators of a promptfoo test. Its assertions all hold, each by itself; with a `threshold`, the weighted mean of
 * their scores must reach it, which is one combined evaluator. An assertion of weight 0 decides nothing and is left out.
 */
export function evaluatorsOfTest(test: JsonObject, assertions: readonly JsonValue[]): ImportedChecks {
  const unfit: UnfitCheck[] = []
  const variables = isJsonObject(test.vars) ? test.vars : {}
  const provider = isJsonObject(test.options) ? test.options.provider : undefined
  const partOf = (assertion: JsonValue): readonly Part[] => {
    if (!isJsonObject(assertion) || typeof assertion.type !== 'string' || assertion.weight === 0) return []
    const { type } = assertion
    const weight = typeof assertion.weight === 'number' ? assertion.weight : 1
    if (type === 'assert-set') {
      const inner = (Array.isArray(assertion.assert) ? (assertion.assert as readonly JsonValue[]) : []).flatMap(partOf)
      if (inner.length === 0) return []
      return [{ label: 'set', weight, definition: combined(inner, assertion.threshold) }]
    }
    const found = promptfooDefinition(type, { ...(provider !== undefined && { provider }), ...assertion }, variables)
    const parsed = typeof found === 'string' ? undefined : evaluatorDefinitionSchema.safeParse(found)
    if (parsed?.success === true) return [{ label: type, weight, definition: parsed.data }]
    unfit.push({ type, reason: typeof found === 'string' ? found : (parsed?.error.issues[0]?.message ?? '') })
    return []
  }
  const parts = assertions.flatMap(partOf)
  if (typeof test.threshold !== 'number' || parts.length === 0) return { evaluators: parts, unfit }
  // Without all of its parts the mean would be another one.
  if (unfit.length > 0) return { evaluators: [], unfit: [...unfit, { type: 'threshold', reason: incomplete }] }
  return { evaluators: [{ label: 'weighted', definition: combined(parts, test.threshold) }], unfit }
}

const incomplete = 'the mean of its assertions needs all of them'

function combined(parts: readonly Part[], threshold: JsonValue | undefined): EvaluatorDefinition {
  const isWeighted = typeof threshold === 'number' && threshold > 0
  return {
    kind: 'combine',
    mode: isWeighted ? 'weighted' : 'all',
    parts: parts.map(({ label, weight, definition }) => ({ name: label, weight, definition })),
    minScore: isWeighted ? threshold : 1,
  }
}
