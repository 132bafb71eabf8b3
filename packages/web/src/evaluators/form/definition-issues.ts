import { type EvaluatorDefinition, evaluatorDefinitionSchema } from '@pawl/core'
import { asDraft, asList, type Draft, withoutHidden } from './field.ts'
import { isKind, kinds } from './kinds.ts'

/** What is wrong, by the place of the field: `method.criteria.0.question`. '' is the definition as a whole. */
export type Issues = ReadonlyMap<string, string>

export interface ReadDefinition {
  /** Undefined while something is wrong. */
  readonly definition: EvaluatorDefinition | undefined
  readonly issues: Issues
}

/** The definition that a draft says, or what is wrong with it. */
export function readDefinition(draft: Draft): ReadDefinition {
  const parsed = evaluatorDefinitionSchema.safeParse(cleaned(draft))
  if (parsed.success) return { definition: parsed.data, issues: new Map() }
  const issues = new Map<string, string>()
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.')
    if (!issues.has(path)) issues.set(path, messageOf(issue))
  }
  return { definition: undefined, issues }
}

function cleaned(draft: Draft): Draft {
  if (draft.kind === 'combine') {
    const parts = asList(draft.parts).map((part) => {
      const { name, ...rest } = asDraft(part)
      return { ...rest, ...(name ? { name } : {}), definition: cleaned(asDraft(rest.definition)) }
    })
    return { ...draft, parts }
  }
  return isKind(draft.kind) ? withoutHidden(draft, kinds[draft.kind].fields) : draft
}

interface Issue {
  readonly code?: string | undefined
  readonly message: string
  readonly minimum?: number | bigint
  readonly input?: unknown
}

/** In the words of a form: most of what is wrong is only still empty. */
function messageOf(issue: Issue): string {
  const isEmpty = issue.code === 'too_small' && issue.minimum === 1
  const isLeftOut = issue.code === 'invalid_type' && issue.input === undefined && /undefined/.test(issue.message)
  return isEmpty || isLeftOut
    ? 'This is needed.'
    : `${issue.message.slice(0, 1).toUpperCase()}${issue.message.slice(1)}`
}
