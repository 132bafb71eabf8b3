import type { FormField } from './field.ts'
import { fromTheRow, ignoreCase, modelFields } from './repeated-fields.ts'

export const equalsFields: readonly FormField[] = [
  {
    key: 'expected',
    type: 'json',
    label: 'Expected output',
    absent: fromTheRow(''),
    lines: 2,
    hint: 'JSON: a text stands in double quotes.',
  },
  {
    key: 'whitespace',
    type: 'choice',
    label: 'Space',
    options: [
      { value: 'trim', label: 'Around the text does not count' },
      { value: 'collapse', label: 'Each run of it counts as one' },
      { value: 'exact', label: 'Counts exactly' },
    ],
  },
  ignoreCase,
]

export const containsFields: readonly FormField[] = [
  {
    key: 'mode',
    type: 'choice',
    label: 'The output must contain',
    options: [
      { value: 'any', label: 'Any of these' },
      { value: 'all', label: 'All of these' },
      { value: 'none', label: 'None of these' },
    ],
  },
  { key: 'values', type: 'list', label: 'Texts', add: 'Add a text', placeholder: 'within 30 days' },
  ignoreCase,
]

export const affixFields: readonly FormField[] = [
  { key: 'value', type: 'text', label: 'Text', lines: 2, hint: 'Space around the output does not count.' },
  ignoreCase,
]

export const regexFields: readonly FormField[] = [
  { key: 'pattern', type: 'text', label: 'Pattern', isMono: true, placeholder: 'order #\\d{4,}' },
  {
    key: 'expect',
    type: 'choice',
    label: 'The output must',
    options: [
      { value: 'match', label: 'Match somewhere' },
      { value: 'no_match', label: 'Match nowhere' },
    ],
  },
  ignoreCase,
  { key: 'multiline', type: 'toggle', label: '^ and $ also match at line breaks' },
  { key: 'dotAll', type: 'toggle', label: '. also matches line breaks' },
  {
    key: 'engine',
    type: 'choice',
    label: 'Engine',
    options: [
      { value: 'linear', label: 'Linear', hint: 'Never takes long; no look-around and no back-references.' },
      { value: 'backtracking', label: 'Backtracking', hint: 'Has them, and runs under a time limit.' },
    ],
  },
]

export const similarityFields: readonly FormField[] = [
  {
    key: 'method',
    type: 'choice',
    label: 'Compared by',
    options: [
      { value: 'levenshtein', label: 'Edits', hint: 'Levenshtein ratio: how many characters would change.' },
      { value: 'rouge_l', label: 'ROUGE-L', hint: 'The longest common run of words.' },
      { value: 'bleu', label: 'BLEU', hint: 'Common runs of one to four words.' },
      { value: 'embedding', label: 'Meaning', hint: 'Embeddings by a model, compared by cosine.' },
    ],
  },
  {
    key: 'embedding',
    type: 'group',
    label: 'Embedding model',
    fields: modelFields,
    when: (draft) => draft.method === 'embedding',
  },
  { key: 'expected', type: 'text', label: 'Compare with', absent: fromTheRow(''), lines: 3 },
  { key: 'minScore', type: 'number', label: 'Passes from a likeness of', min: 0, max: 1, step: 0.05 },
  ignoreCase,
]

export const lengthFields: readonly FormField[] = [
  {
    key: 'unit',
    type: 'choice',
    label: 'Counted in',
    width: 'third',
    options: [
      { value: 'words', label: 'Words' },
      { value: 'characters', label: 'Characters' },
      { value: 'tokens', label: 'Tokens', hint: 'As the model’s provider counted them.' },
    ],
  },
  { key: 'min', type: 'number', label: 'At least', min: 0, step: 1, width: 'third' },
  { key: 'max', type: 'number', label: 'At most', min: 0, step: 1, width: 'third' },
]

export const secretsFields: readonly FormField[] = [
  {
    key: 'find',
    type: 'flags',
    label: 'The output must hold no',
    options: [
      { value: 'secrets', label: 'Secret keys and tokens' },
      { value: 'cards', label: 'Payment card numbers' },
      { value: 'emails', label: 'E-mail addresses' },
    ],
  },
]
