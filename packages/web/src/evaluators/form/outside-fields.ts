import { autoevalsScorers, secretReference } from '@pawl/core'
import type { FormField } from './field.ts'
import { judgeModelFields, minScore } from './repeated-fields.ts'

export const codeFields: readonly FormField[] = [
  {
    key: 'source',
    type: 'code',
    label: 'JavaScript',
    lines: 14,
    hint: 'A function of the subject that returns true or false, a score from 0 to 1, or {outcome, score, reason}. It runs without network and files.',
  },
  { ...minScore, hint: 'Where the code returns only a score.' },
  { key: 'timeoutMs', type: 'number', label: 'Time limit', min: 1, max: 10_000, step: 1, unit: 'ms' },
  { key: 'memoryMb', type: 'number', label: 'Memory limit', min: 1, max: 256, step: 1, unit: 'MB' },
]

export const httpFields: readonly FormField[] = [
  { key: 'url', type: 'text', label: 'Address', isMono: true, placeholder: 'https://checks.example.com/judge' },
  {
    key: 'headers',
    type: 'pairs',
    label: 'Headers',
    names: 'Header',
    values: 'Value',
    add: 'Add a header',
    hint: `They are part of the version and everyone can read them. Name keys, as in Bearer ${secretReference('JUDGE_KEY')}, and set them in the settings under Secrets.`,
  },
  { key: 'timeoutMs', type: 'number', label: 'Time limit', min: 1, max: 120_000, step: 1, unit: 'ms' },
  minScore,
]

export const judgeFields: readonly FormField[] = [
  {
    key: 'method',
    type: 'variant',
    by: 'form',
    label: 'The judge',
    options: [
      {
        value: 'rubric',
        label: 'Answers yes/no criteria',
        hint: 'Each is asked by itself, so that one answer cannot colour the next.',
        start: { form: 'rubric', criteria: [{ id: 'criterion_1', question: '', want: 'yes', weight: 1 }], minScore: 1 },
        fields: [
          {
            key: 'criteria',
            type: 'records',
            label: 'Criteria',
            add: 'Add a criterion',
            start: (index) => ({ id: `criterion_${index + 1}`, question: '', want: 'yes', weight: 1 }),
            fields: [
              {
                key: 'question',
                type: 'text',
                label: 'Question',
                lines: 2,
                placeholder: 'Does the answer name the refund policy?',
              },
              {
                key: 'want',
                type: 'choice',
                label: 'A good answer is',
                width: 'third',
                options: [
                  { value: 'yes', label: 'Yes' },
                  { value: 'no', label: 'No' },
                ],
              },
              { key: 'weight', type: 'number', label: 'Weight', min: 0, width: 'third' },
              { key: 'id', type: 'text', label: 'Id', isMono: true, width: 'third' },
            ],
          },
          { ...minScore, label: 'Passes from this share of the weight', hint: '1 means every criterion.' },
        ],
      },
      {
        value: 'prompt',
        label: 'Follows a prompt of your own',
        hint: 'It ends in one of the named choices, each worth a score.',
        start: { form: 'prompt', prompt: '', choices: { good: 1, bad: 0 }, minScore: 1 },
        fields: [
          {
            key: 'prompt',
            type: 'text',
            label: 'Prompt',
            lines: 10,
            placeholder: 'Input: {{input}}\nOutput: {{output}}\nIs the output …?',
          },
          {
            key: 'choices',
            type: 'pairs',
            label: 'Choices',
            names: 'Choice',
            values: 'Score',
            add: 'Add a choice',
            isNumber: true,
          },
          minScore,
        ],
      },
      {
        value: 'pairwise',
        label: 'Compares with the expected output',
        hint: 'Asked twice with the two in either place, so that the place cannot decide.',
        start: { form: 'pairwise', question: 'Which answer helps the customer more?', want: 'not_worse' },
        fields: [
          { key: 'question', type: 'text', label: 'Question', lines: 2 },
          {
            key: 'want',
            type: 'choice',
            label: 'The output must be',
            options: [
              { value: 'not_worse', label: 'Not worse' },
              { value: 'better', label: 'Better' },
            ],
          },
        ],
      },
    ],
  },
  { key: 'model', type: 'group', label: 'Model of the judge', fields: judgeModelFields },
]

export const autoevalsFields: readonly FormField[] = [
  {
    key: 'scorer',
    type: 'choice',
    label: 'Scorer',
    options: autoevalsScorers.map((name) => ({ value: name, label: name })),
    hint: 'Of the autoevals package, by its own names.',
  },
  minScore,
  {
    key: 'model',
    type: 'group',
    label: 'Model',
    absent: { label: "The project's usual one", otherwise: 'This one', start: () => ({ provider: '', model: '' }) },
    fields: judgeModelFields,
  },
  {
    key: 'options',
    type: 'json',
    label: 'Further arguments',
    lines: 2,
    placeholder: '{"criteria": "…"}',
    hint: 'Such as criteria of ClosedQA. May be left empty.',
  },
]
