import type { EvaluatorKind } from '@pawl/core'
import {
  Blend,
  Braces,
  Brackets,
  CircleDollarSign,
  Code,
  Equal,
  FileJson,
  Gavel,
  Globe,
  Hash,
  KeyRound,
  Layers,
  type LucideIcon,
  Regex,
  Ruler,
  Scale,
  TextCursorInput,
  TextSearch,
  Timer,
  WrapText,
  Wrench,
} from 'lucide-react'
import type { Draft, FormField } from './field.ts'
import { autoevalsFields, codeFields, httpFields, judgeFields } from './outside-fields.ts'
import { allowCodeFence } from './repeated-fields.ts'
import { jsonFieldsFields, jsonSchemaFields, numericFields, toolCallsFields } from './structure-fields.ts'
import {
  affixFields,
  containsFields,
  equalsFields,
  lengthFields,
  regexFields,
  secretsFields,
  similarityFields,
} from './text-fields.ts'

export const kindGroups = ['Text', 'Structure', 'Limits', 'Judges', 'Your own', 'Together'] as const

export interface KindDescription {
  readonly label: string
  readonly group: (typeof kindGroups)[number]
  readonly icon: LucideIcon
  /** One sentence: what it checks. */
  readonly description: string
  /** Empty for `combine`, whose parts are definitions themselves. */
  readonly fields: readonly FormField[]
  /** What a new one starts with, beside its kind. */
  readonly start: Draft
}

const codeStart = `(subject) => {
  const text = subject.output?.text ?? ''
  if (text.includes('refund')) return { outcome: 'pass', reason: 'It speaks of a refund' }
  return { outcome: 'fail', reason: 'It does not speak of a refund' }
}
`

const schemaStart = { type: 'object', required: ['answer'], properties: { answer: { type: 'string' } } }

/** Every kind of evaluator as people choose and fill it. */
export const kinds: Readonly<Record<EvaluatorKind, KindDescription>> = {
  contains: {
    label: 'Contains',
    group: 'Text',
    icon: TextSearch,
    description: 'The output contains any, all or none of some texts.',
    fields: containsFields,
    start: { mode: 'any', values: [''], ignoreCase: true },
  },
  equals: {
    label: 'Equals',
    group: 'Text',
    icon: Equal,
    description: 'The output is the expected one, as text or as JSON.',
    fields: equalsFields,
    start: { whitespace: 'trim', ignoreCase: false },
  },
  starts_with: {
    label: 'Starts with',
    group: 'Text',
    icon: TextCursorInput,
    description: 'The output begins with a text.',
    fields: affixFields,
    start: { value: '', ignoreCase: false },
  },
  ends_with: {
    label: 'Ends with',
    group: 'Text',
    icon: WrapText,
    description: 'The output ends with a text.',
    fields: affixFields,
    start: { value: '', ignoreCase: false },
  },
  regex: {
    label: 'Regular expression',
    group: 'Text',
    icon: Regex,
    description: 'The output matches a pattern, or must not.',
    fields: regexFields,
    start: { pattern: '', expect: 'match', ignoreCase: false, multiline: false, dotAll: false, engine: 'linear' },
  },
  similarity: {
    label: 'Similarity',
    group: 'Text',
    icon: Blend,
    description: 'The output is like the expected text: by edits, words or meaning.',
    fields: similarityFields,
    start: { method: 'levenshtein', minScore: 0.8, ignoreCase: false },
  },
  json_valid: {
    label: 'Valid JSON',
    group: 'Structure',
    icon: Braces,
    description: 'The output is JSON.',
    fields: [allowCodeFence],
    start: { allowCodeFence: false },
  },
  json_schema: {
    label: 'JSON Schema',
    group: 'Structure',
    icon: FileJson,
    description: 'The output is JSON that a schema accepts.',
    fields: jsonSchemaFields,
    start: { schema: schemaStart, allowCodeFence: false },
  },
  json_fields: {
    label: 'JSON fields',
    group: 'Structure',
    icon: Brackets,
    description: 'Fields of the output are right, each compared in its own way.',
    fields: jsonFieldsFields,
    start: { fields: [{ path: '', rule: { compare: 'exact' }, weight: 1 }], minScore: 1, allowCodeFence: false },
  },
  numeric: {
    label: 'Number',
    group: 'Structure',
    icon: Hash,
    description: 'A number in the output is the expected one, within a tolerance.',
    fields: numericFields,
    start: { absolute: 0, relative: 0, at: 'last', allowCodeFence: false },
  },
  tool_calls: {
    label: 'Tool calls',
    group: 'Structure',
    icon: Wrench,
    description: 'The right tools were called, with the right arguments, in the right order.',
    fields: toolCallsFields,
    start: { order: 'any', arguments: 'subset', extraCalls: 'refuse' },
  },
  length: {
    label: 'Length',
    group: 'Limits',
    icon: Ruler,
    description: 'The output is neither too short nor too long.',
    fields: lengthFields,
    start: { unit: 'words', max: 120 },
  },
  latency: {
    label: 'Latency',
    group: 'Limits',
    icon: Timer,
    description: 'It took no longer than a limit.',
    fields: [{ key: 'maxMs', type: 'number', label: 'At most', min: 1, unit: 'ms' }],
    start: { maxMs: 3000 },
  },
  cost: {
    label: 'Cost',
    group: 'Limits',
    icon: CircleDollarSign,
    description: 'It cost no more than a limit.',
    fields: [{ key: 'maxUsd', type: 'number', label: 'At most', min: 0, step: 0.001, unit: 'US$' }],
    start: { maxUsd: 0.01 },
  },
  secrets: {
    label: 'Secrets and personal data',
    group: 'Limits',
    icon: KeyRound,
    description: 'The output holds no keys, card numbers or e-mail addresses.',
    fields: secretsFields,
    start: { find: ['secrets', 'cards', 'emails'] },
  },
  judge: {
    label: 'Judge',
    group: 'Judges',
    icon: Gavel,
    description: 'A model answers yes/no criteria, follows a prompt, or compares with the expected output.',
    fields: judgeFields,
    start: {
      model: { provider: '', model: '' },
      method: { form: 'rubric', criteria: [{ id: 'criterion_1', question: '', want: 'yes', weight: 1 }], minScore: 1 },
    },
  },
  autoevals: {
    label: 'autoevals',
    group: 'Judges',
    icon: Scale,
    description: 'A well-known scorer of the autoevals package, such as Factuality.',
    fields: autoevalsFields,
    start: { scorer: 'Factuality', minScore: 0.6 },
  },
  code: {
    label: 'Code',
    group: 'Your own',
    icon: Code,
    description: 'JavaScript of yours in a sandbox, with time and memory limits.',
    fields: codeFields,
    start: { language: 'javascript', source: codeStart, timeoutMs: 1000, memoryMb: 32, minScore: 1 },
  },
  http: {
    label: 'HTTP',
    group: 'Your own',
    icon: Globe,
    description: 'A service of yours is sent the subject and answers with a verdict.',
    fields: httpFields,
    start: { url: '', headers: {}, timeoutMs: 10_000, minScore: 1 },
  },
  combine: {
    label: 'Combination',
    group: 'Together',
    icon: Layers,
    description: 'Several checks: all pass, any passes, or a weighted score is reached.',
    fields: [],
    start: {
      mode: 'all',
      minScore: 1,
      parts: [{ weight: 1, definition: { kind: 'contains', mode: 'any', values: [''] } }],
    },
  },
}

export const startOf = (kind: EvaluatorKind): Draft => ({ kind, ...kinds[kind].start })

export const isKind = (name: unknown): name is EvaluatorKind => typeof name === 'string' && Object.hasOwn(kinds, name)

/** The name of a kind for readers; as it is written for one that this version does not know. */
export const kindLabel = (kind: string): string => (isKind(kind) ? kinds[kind].label : kind)
