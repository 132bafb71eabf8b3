import type { DatasetPurpose } from '../rows/dataset.ts'
import { type EmptyWordKind, emptyWordKind } from './empty-words.ts'

export interface NameSuggestion {
  /** Why the name protects nothing, by its own words. */
  readonly reason: string
  /** A name that would say it; an example when nothing is known of what the dataset protects. */
  readonly suggestion: string
}

export interface NamedDataset {
  readonly name: string
  readonly purpose: DatasetPurpose
  readonly protects: string
}

const suffixOf = {
  golden: 'golden',
  regression: 'regressions',
  production_sample: 'sample',
  adversarial: 'attacks',
  synthetic: 'synthetic',
} as const satisfies Record<DatasetPurpose, string>

/**
 * A better name where none of a name's words says what stays right (`bugs_june`, `random_failures`, `new_tests`); null
 * where at least one does (`refund_policy_regressions`). A suggestion, never a refusal.
 */
export function suggestDatasetName(dataset: NamedDataset): NameSuggestion | null {
  const words = wordsOf(dataset.name)
  const empty = words.map((word) => ({ word, kind: emptyWordKind(word) }))
  if (empty.some(({ kind }) => kind === undefined)) return null
  return { reason: reasonOf(empty), suggestion: betterName(dataset) }
}

const meanings = {
  time: 'when something happened',
  outcome: 'that something went wrong or is tested',
  vague: 'nothing about which behavior',
  container: 'that it is a set',
  stage: 'how far along it is',
  placeholder: 'nothing at all',
} as const satisfies Record<EmptyWordKind, string>

function reasonOf(empty: readonly { readonly word: string; readonly kind: EmptyWordKind | undefined }[]): string {
  const byKind = new Map<EmptyWordKind, string[]>()
  for (const { word, kind } of empty) {
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), `"${word}"`])
  }
  if (byKind.size === 0) return 'The name has no word that says what the dataset protects'
  const said = [...byKind].map(([kind, words]) => `${words.join(' and ')} says ${meanings[kind]}`)
  return `No word says what the dataset protects: ${said.join('; ')}`
}

const longestSubject = 3

function betterName({ protects, purpose }: NamedDataset): string {
  const subject = wordsOf(protects).filter((word) => emptyWordKind(word) === undefined)
  const unique = [...new Set(subject)].slice(0, longestSubject)
  return `${unique.length === 0 ? 'refund_policy' : unique.join('_')}_${suffixOf[purpose]}`
}

/** `refundPolicy-2024.v2` has the words refund, policy, 2024, v2. */
function wordsOf(text: string): readonly string[] {
  const spaced = text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  return spaced.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
}
