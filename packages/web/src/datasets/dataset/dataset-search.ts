import { proofStates, type RowLabel, rowLabels, rowPriorities, rowStatuses } from '@pawl/core'
import type { QueryValues } from '../../api/index.ts'
import { labelWords, priorityWords, proofWords, statusWords } from '../marks/words.ts'

type Proofs = (typeof proofStates)[number]

/** The rows that are shown, as it stands in the address of a dataset's page. */
export interface DatasetSearch {
  readonly status?: readonly (typeof rowStatuses)[number][]
  readonly label?: readonly RowLabel[]
  readonly priority?: readonly (typeof rowPriorities)[number][]
  readonly proof?: readonly Proofs[]
  readonly evaluator?: readonly string[]
  readonly q?: string
  /** The dataset as it was at this revision. */
  readonly revision?: number
  readonly tab?: 'history'
}

export const filterFields = ['status', 'priority', 'label', 'proof', 'evaluator'] as const
export type FilterField = (typeof filterFields)[number]

interface FieldWords {
  readonly label: string
  /** Its values in order; undefined for an open set of names. */
  readonly values: readonly string[] | undefined
  readonly nameOf: (value: string) => string
}

const named =
  (words: Readonly<Record<string, { readonly label: string }>>) =>
  (value: string): string =>
    words[value]?.label ?? value

export const fieldWords: Readonly<Record<FilterField, FieldWords>> = {
  status: { label: 'Status', values: rowStatuses, nameOf: named(statusWords) },
  priority: { label: 'Priority', values: rowPriorities, nameOf: named(priorityWords) },
  label: { label: 'Label', values: rowLabels, nameOf: named(labelWords) },
  proof: { label: 'Proof', values: proofStates, nameOf: named(proofWords) },
  evaluator: { label: 'Evaluator', values: undefined, nameOf: (value) => value },
}

const texts = (raw: unknown): readonly string[] =>
  (Array.isArray(raw) ? raw : [raw]).filter((value): value is string => typeof value === 'string' && value !== '')

/** Reads the address of a dataset's page. What it does not know is left out, never an error. */
export function parseDatasetSearch(raw: Readonly<Record<string, unknown>>): DatasetSearch {
  const parsed: Record<string, unknown> = {}
  for (const field of filterFields) {
    const { values } = fieldWords[field]
    const given = texts(raw[field]).filter((value) => values === undefined || values.includes(value))
    if (given.length > 0) parsed[field] = Array.from(new Set(given)).slice(0, 50)
  }
  const [q] = texts(raw.q)
  if (q !== undefined) parsed.q = q.slice(0, 1000)
  // A link made in the page hands over the number, an address its text.
  const revision = Number(raw.revision ?? Number.NaN)
  if (Number.isInteger(revision) && revision > 0) parsed.revision = revision
  if (raw.tab === 'history') parsed.tab = 'history'
  return parsed
}

/** The filter in the API's words. */
export function toRowQuery({ tab: _tab, ...filter }: DatasetSearch): QueryValues {
  return filter
}

export interface RowCondition {
  readonly key: string
  readonly label: string
  readonly value: string
  readonly without: DatasetSearch
}

/** The filter with one value put in, or taken out if it was there. */
export function toggleValue(search: DatasetSearch, field: FilterField, value: string): DatasetSearch {
  const { [field]: before = [], ...rest } = search
  const values: readonly string[] = before
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return next.length === 0 ? rest : { ...rest, [field]: next }
}

/** Each condition that holds, and the search without it. */
export function conditionsOf(search: DatasetSearch): readonly RowCondition[] {
  const listed = filterFields.flatMap((field) =>
    (search[field] ?? []).map((value) => ({
      key: `${field} ${value}`,
      label: fieldWords[field].label,
      value: fieldWords[field].nameOf(value),
      without: toggleValue(search, field, value),
    })),
  )
  const { q, ...withoutText } = search
  return q === undefined ? listed : [...listed, { key: 'q', label: 'Text', value: q, without: withoutText }]
}

export const withoutConditions = ({ revision, tab }: DatasetSearch): DatasetSearch => ({
  ...(revision === undefined ? {} : { revision }),
  ...(tab === undefined ? {} : { tab }),
})
