import { type EvaluatorDefinition, evaluatorDefinitionSchema } from '@pawl/core'
import { parseJson } from './row-draft.ts'

/** The checks that can be made beside a row in a few words; all others are written as JSON. */
export const simpleKinds = [
  'contains',
  'avoids',
  'equals',
  'similar',
  'matches',
  'calls_tools',
  'json_schema',
  'length',
  'question',
  'other',
] as const
export type SimpleKind = (typeof simpleKinds)[number]

export const kindWords: Readonly<Record<SimpleKind, { readonly label: string; readonly text: string }>> = {
  contains: { label: 'Says all of', text: 'One phrase a line' },
  avoids: { label: 'Says none of', text: 'One phrase a line' },
  equals: { label: 'Equals the desired output', text: '' },
  similar: { label: 'Close to the desired output', text: 'How alike, 0 to 1' },
  matches: { label: 'Matches a pattern', text: 'A regular expression' },
  calls_tools: { label: 'Calls these tools', text: 'One tool a line; empty: it must call none' },
  json_schema: { label: 'Is JSON by a schema', text: 'A JSON Schema' },
  length: { label: 'No longer than', text: 'Words' },
  question: { label: 'A judge says yes to', text: 'A question about the output, answered by a model' },
  other: { label: 'Anything else, as JSON', text: 'A definition' },
}

export interface EvaluatorDraft {
  readonly kind: SimpleKind
  readonly text: string
  readonly ignoreCase: boolean
  /** Of a judge: `provider/model`. */
  readonly model: string
}

/** What the fields start with where a kind needs something sensible at once. */
export const startTexts: Readonly<Partial<Record<SimpleKind, string>>> = {
  similar: '0.8',
  length: '120',
  json_schema: '{\n  "type": "object",\n  "required": []\n}',
  other: '{\n  "kind": "starts_with",\n  "value": "Dear"\n}',
}

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

export interface DraftedDefinition {
  readonly definition: EvaluatorDefinition | undefined
  /** Why there is none yet; '' while nothing was written. */
  readonly problem: string
}

/** The definition that the fields say, or what is still wrong with them. */
export function draftedDefinition(draft: EvaluatorDraft): DraftedDefinition {
  const isEmpty = draft.text.trim() === '' && draft.kind !== 'equals' && draft.kind !== 'calls_tools'
  if (isEmpty) return { definition: undefined, problem: '' }
  const parsed = evaluatorDefinitionSchema.safeParse(rawDefinition(draft))
  if (parsed.success) return { definition: parsed.data, problem: '' }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  return {
    definition: undefined,
    problem: `${where === '' ? '' : `${where}: `}${issue?.message ?? 'Not a definition'}`,
  }
}

function rawDefinition({ kind, text, ignoreCase, model }: EvaluatorDraft): unknown {
  switch (kind) {
    case 'contains':
      return { kind: 'contains', mode: 'all', values: lines(text), ignoreCase }
    case 'avoids':
      return { kind: 'contains', mode: 'none', values: lines(text), ignoreCase }
    case 'equals':
      return { kind: 'equals', ignoreCase, whitespace: 'collapse' }
    case 'similar':
      return { kind: 'similarity', method: 'levenshtein', minScore: Number(text), ignoreCase }
    case 'matches':
      return { kind: 'regex', pattern: text.trim(), ignoreCase }
    case 'calls_tools':
      return { kind: 'tool_calls', expected: lines(text).map((name) => ({ name })), arguments: 'ignore' }
    case 'json_schema':
      return { kind: 'json_schema', schema: parseJson(text) }
    case 'length':
      return { kind: 'length', unit: 'words', max: Number(text) }
    case 'question':
      return judgeOf(text.trim(), model)
    case 'other':
      return parseJson(text)
  }
}

function judgeOf(question: string, model: string): unknown {
  const at = model.indexOf('/')
  return {
    kind: 'judge',
    model: { provider: model.slice(0, Math.max(0, at)), model: model.slice(at + 1) },
    method: { form: 'rubric', criteria: [{ id: 'criterion', question }] },
  }
}

const dull = new Set([
  'the',
  'and',
  'that',
  'with',
  'for',
  'its',
  'this',
  'than',
  'must',
  'not',
  'are',
  'was',
  'has',
  'all',
  'from',
])

/** A name from the words of a text: `names_30_days`; from the kind where the text has none that a name may hold. */
export function suggestEvaluatorName(text: string, kind: SimpleKind, taken: ReadonlySet<string>): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const telling = words.filter((word) => (word.length > 2 || /\d/.test(word)) && !dull.has(word)).slice(0, 4)
  const name = (telling.length > 0 ? telling.join('_') : kind).slice(0, 80)
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`
    if (!taken.has(candidate)) return candidate
  }
}
