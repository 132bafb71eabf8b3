import type { FormField } from './field.ts'
import { allowCodeFence, fromTheRow, minScore } from './repeated-fields.ts'

const pointerHint = 'A JSON pointer, as in /items/0/price; empty for the whole output.'

export const jsonSchemaFields: readonly FormField[] = [
  { key: 'schema', type: 'json', label: 'JSON Schema', lines: 12 },
  allowCodeFence,
]

const ruleVariants: FormField = {
  key: 'rule',
  type: 'variant',
  by: 'compare',
  label: 'Compared as',
  options: [
    { value: 'exact', label: 'The same value', fields: [], start: { compare: 'exact' } },
    { value: 'text', label: 'The same text but for case and space', fields: [], start: { compare: 'text' } },
    {
      value: 'number',
      label: 'A number within a tolerance',
      start: { compare: 'number', absolute: 0, relative: 0.01 },
      fields: [
        { key: 'absolute', type: 'number', label: 'Absolute tolerance', min: 0 },
        {
          key: 'relative',
          type: 'number',
          label: 'Relative tolerance',
          min: 0,
          step: 0.01,
          hint: '0.01 is one percent.',
        },
      ],
    },
    {
      value: 'similar',
      label: 'A similar text',
      start: { compare: 'similar', minScore: 0.8 },
      fields: [{ key: 'minScore', type: 'number', label: 'Likeness from', min: 0, max: 1, step: 0.05 }],
    },
    { value: 'present', label: 'Present, whatever it is', fields: [], start: { compare: 'present' } },
    { value: 'absent', label: 'Absent', fields: [], start: { compare: 'absent' } },
  ],
}

const compareOf = (draft: Readonly<Record<string, unknown>>): unknown =>
  typeof draft.rule === 'object' && draft.rule !== null && 'compare' in draft.rule ? draft.rule.compare : 'exact'

export const jsonFieldsFields: readonly FormField[] = [
  {
    key: 'fields',
    type: 'records',
    label: 'Fields',
    add: 'Add a field',
    start: () => ({ path: '', rule: { compare: 'exact' }, weight: 1 }),
    fields: [
      { key: 'path', type: 'text', label: 'Path', isMono: true, placeholder: '/total', hint: pointerHint },
      ruleVariants,
      {
        key: 'expected',
        type: 'json',
        label: 'Expected value',
        absent: fromTheRow(''),
        lines: 1,
        when: (draft) => compareOf(draft) !== 'present' && compareOf(draft) !== 'absent',
      },
      { key: 'weight', type: 'number', label: 'Weight', min: 0 },
    ],
  },
  { ...minScore, label: 'Passes from this share of the weight' },
  allowCodeFence,
]

export const numericFields: readonly FormField[] = [
  { key: 'expected', type: 'number', label: 'Expected number', absent: fromTheRow(0) },
  { key: 'absolute', type: 'number', label: 'Absolute tolerance', min: 0 },
  {
    key: 'relative',
    type: 'number',
    label: 'Relative tolerance',
    min: 0,
    step: 0.01,
    hint: '0.01 allows one percent.',
  },
  {
    key: 'at',
    type: 'place',
    label: 'The number is',
    options: [
      { value: 'whole', label: 'The whole output' },
      { value: 'first', label: 'The first number in the text' },
      { value: 'last', label: 'The last number in the text' },
    ],
  },
  allowCodeFence,
]

export const toolCallsFields: readonly FormField[] = [
  {
    key: 'expected',
    type: 'records',
    label: 'Expected calls',
    add: 'Add a call',
    hint: 'No call in the list: the output must call no tool.',
    absent: { label: "The row's expected calls", otherwise: 'Always these', start: () => [{ name: '' }] },
    start: () => ({ name: '' }),
    fields: [
      { key: 'name', type: 'text', label: 'Tool', isMono: true, placeholder: 'find_order' },
      {
        key: 'arguments',
        type: 'json',
        label: 'Arguments',
        lines: 2,
        absent: { label: 'Any', otherwise: 'These', start: () => ({}) },
      },
    ],
  },
  {
    key: 'arguments',
    type: 'choice',
    label: 'Arguments are compared',
    options: [
      { value: 'subset', label: 'As a subset', hint: 'The call may have more than is expected.' },
      { value: 'exact', label: 'Exactly' },
      { value: 'ignore', label: 'Not at all' },
    ],
  },
  {
    key: 'order',
    type: 'choice',
    label: 'Order',
    options: [
      { value: 'any', label: 'Any' },
      { value: 'in_order', label: 'As expected' },
    ],
  },
  {
    key: 'extraCalls',
    type: 'choice',
    label: 'Calls that nobody expected',
    options: [
      { value: 'refuse', label: 'Are a fail' },
      { value: 'allow', label: 'Do not matter' },
    ],
  },
  {
    key: 'ignoreFailed',
    type: 'toggle',
    label: 'Calls that failed do not count',
    hint: 'What a tool refused changed nothing.',
  },
  {
    key: 'tools',
    type: 'list',
    label: 'Only these tools count',
    add: 'Add a tool',
    placeholder: 'cancel_order',
    absent: { label: 'All tools', otherwise: 'Only these', start: () => [''] },
  },
]
