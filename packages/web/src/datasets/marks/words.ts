import type { DatasetPurpose, proofStates, RowLabel, RowPriority, RowRisk, RowSource, RowStatus } from '@pawl/core'
import type { Tone } from '../../ui/badge.tsx'

interface Word {
  readonly label: string
  readonly meaning: string
}

export const purposeWords = {
  regression: { label: 'Regression', meaning: 'Failures that were seen and must not come back' },
  golden: { label: 'Golden', meaning: 'What must always work, with reference outputs' },
  production_sample: { label: 'Production sample', meaning: 'What real traffic looks like' },
  adversarial: { label: 'Adversarial', meaning: 'Attacks and misuse that must be withstood' },
  synthetic: { label: 'Synthetic', meaning: 'Made up to reach what traffic has not shown yet' },
} as const satisfies Record<DatasetPurpose, Word>

export const labelWords = {
  customer_visible: { label: 'Customer-visible', meaning: 'A customer saw it go wrong' },
  high_risk: { label: 'High-risk', meaning: 'Being wrong does harm; asks for more proof than other rows' },
  repeated: { label: 'Repeated', meaning: 'Seen more than once' },
  ambiguous_prompt: { label: 'Ambiguous prompt', meaning: 'The prompt leaves open what is right here' },
  tool_or_context_failure: {
    label: 'Tool or context failure',
    meaning: 'A tool or a document was missing, wrong or misused',
  },
  format_break: { label: 'Format break', meaning: 'The output broke the format that something reads' },
  accepted_fix: { label: 'Accepted fix', meaning: 'A person approved the corrected output' },
} as const satisfies Record<RowLabel, Word>

export const riskWords = {
  safety: 'Safety',
  policy: 'Policy',
  finance: 'Finance',
  healthcare: 'Healthcare',
  legal: 'Legal',
  trust: 'Trust',
} as const satisfies Record<RowRisk, string>

export const statusWords = {
  draft: { label: 'Draft', meaning: 'Not run by gates yet', tone: 'neutral' },
  active: { label: 'Active', meaning: 'Every release is tested by it', tone: 'ok' },
  archived: { label: 'Archived', meaning: 'Kept to be read, never run', tone: 'warn' },
} as const satisfies Record<RowStatus, Word & { readonly tone: Tone }>

export const priorityWords = {
  blocking: { label: 'Blocking', meaning: 'A release does not ship while the row fails' },
  advisory: { label: 'Advisory', meaning: 'A fail is shown and stops nothing' },
} as const satisfies Record<RowPriority, Word>

export const sourceWords = {
  manual: 'By hand',
  span: 'Span',
  trace: 'Trace',
  import: 'Import',
  generated: 'Generated',
} as const satisfies Record<RowSource['kind'], string>

export const proofWords = {
  none: {
    label: 'Not proven',
    meaning: 'Nothing shows yet that it fails before the fix and holds after',
    tone: 'neutral',
  },
  current: { label: 'Proven', meaning: 'It failed before the fix and holds after it', tone: 'ok' },
  outdated: { label: 'Proof outdated', meaning: 'The test was changed since it was proven', tone: 'warn' },
  erased: { label: 'Proven, erased', meaning: 'Proven; the content was removed on request', tone: 'neutral' },
} as const satisfies Record<(typeof proofStates)[number], Word & { readonly tone: Tone }>

/** The fields of a row as people call them. */
export const fieldNames: Readonly<Record<string, string>> = {
  input: 'Input',
  context: 'Context',
  expectedBehavior: 'Expected behavior',
  reference: 'Reference output',
  observedOutput: 'What came out',
  evaluators: 'Evaluators',
  priority: 'Priority',
  labels: 'Labels',
  risks: 'Risks',
  requiredPassProbability: 'Required pass probability',
  passFloor: 'Pass floor',
  metadata: 'Metadata',
  source: 'Source',
  status: 'Status',
}

export const changeWords: Readonly<Record<string, string>> = {
  created: 'Created',
  edited: 'Edited',
  status_changed: 'Status changed',
  merged: 'Merged',
  proved: 'Proven',
  deleted: 'Deleted',
  erased: 'Content erased',
  dataset_created: 'Dataset made',
  dataset_edited: 'Dataset edited',
  dataset_archived: 'Dataset archived',
  dataset_restored: 'Dataset restored',
  rows: 'Rows changed',
}
