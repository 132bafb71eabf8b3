import { formatCostUsd, formatCount, formatDuration } from '../../ui/format/index.ts'
import { type FilterSearch, type ListField, listFields, type NumberField, numberFields } from './filter-search.ts'

export const fieldLabels = {
  id: 'Trace id',
  name: 'Name',
  kind: 'Kind',
  status: 'Status',
  model: 'Model',
  provider: 'Provider',
  tool: 'Tool',
  problem: 'Problem',
  session: 'Session',
  user: 'User',
  tag: 'Tag',
  metadata: 'Metadata',
  environment: 'Environment',
  service: 'Service',
  release: 'Release',
  prompt: 'Prompt',
  score: 'Score',
} as const satisfies Record<ListField, string>

const numberConditions = {
  minDurationMs: { label: 'Duration', sign: '≥', format: formatDuration },
  maxDurationMs: { label: 'Duration', sign: '≤', format: formatDuration },
  minCostUsd: { label: 'Cost', sign: '≥', format: formatCostUsd },
  maxCostUsd: { label: 'Cost', sign: '≤', format: formatCostUsd },
  minTokens: { label: 'Tokens', sign: '≥', format: formatCount },
  maxTokens: { label: 'Tokens', sign: '≤', format: formatCount },
} as const satisfies Record<NumberField, { label: string; sign: string; format: (value: number) => string }>

const textLabels = { anywhere: 'Text', user: "User's words", input: 'Input', output: 'Output' } as const

/** The condition on scores that any failed one meets. */
export const anyFailed = '*:fail'

/** One chip: what it says, and the filter without it. */
export interface Condition {
  readonly key: string
  readonly label: string
  readonly value: string
  readonly without: FilterSearch
}

function listConditions(search: FilterSearch, field: ListField): readonly Condition[] {
  const values = search[field] ?? []
  return values.map((value) => {
    const others = values.filter((one) => one !== value)
    const { [field]: _before, ...rest } = search
    return {
      key: `${field}=${value}`,
      label: fieldLabels[field],
      value: value === anyFailed && field === 'score' ? 'any failed' : value,
      without: others.length === 0 ? rest : { ...rest, [field]: others },
    }
  })
}

/** Every condition of the filter but its time range, in a fixed order. */
export function conditionsOf(search: FilterSearch): readonly Condition[] {
  const conditions = listFields.flatMap((field) => listConditions(search, field))
  for (const field of numberFields) {
    const value = search[field]
    if (value === undefined) continue
    const { label, sign, format } = numberConditions[field]
    const { [field]: _before, ...without } = search
    conditions.push({ key: field, label, value: `${sign} ${format(value)}`, without })
  }
  const { q, in: side, ...withoutText } = search
  if (q) conditions.push({ key: 'q', label: textLabels[side ?? 'anywhere'], value: q, without: withoutText })
  const { runs, ...withoutRuns } = search
  if (runs) conditions.push({ key: 'runs', label: 'Run trials', value: 'included', without: withoutRuns })
  return conditions
}
