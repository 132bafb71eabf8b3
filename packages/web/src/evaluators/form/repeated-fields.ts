import type { FormField } from './field.ts'

export const ignoreCase: FormField = { key: 'ignoreCase', type: 'toggle', label: 'Ignore upper and lower case' }

export const allowCodeFence: FormField = {
  key: 'allowCodeFence',
  type: 'toggle',
  label: 'JSON may stand in a Markdown code fence',
}

export const minScore: FormField = {
  key: 'minScore',
  type: 'number',
  label: 'Passes from a score of',
  min: 0,
  max: 1,
  step: 0.05,
}

/** What to compare with where the evaluator does not say it itself. */
export const fromTheRow = (start: unknown) =>
  ({ label: "The row's expected output", otherwise: 'Always this', start: () => start }) as const

export const modelFields: readonly FormField[] = [
  { key: 'provider', type: 'text', label: 'Provider', placeholder: 'openai', hint: 'As Settings name it.' },
  { key: 'model', type: 'text', label: 'Model', placeholder: 'gpt-5-mini' },
]

export const judgeModelFields: readonly FormField[] = [
  ...modelFields,
  {
    key: 'parameters',
    type: 'json',
    label: 'Parameters',
    lines: 2,
    placeholder: '{"temperature": 0}',
    hint: 'Temperature, seed and others, as the provider names them. May be left empty.',
  },
]
