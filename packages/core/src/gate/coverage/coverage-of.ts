import { canonicalJsonText } from '../../traces/index.ts'
import type { Release } from '../api/release.ts'
import { releaseText } from '../api/release-text.ts'
import type { GateDataset, GateRow, GateSubject } from '../evidence/index.ts'
import type { GateVerdict } from '../verdict/index.ts'

export const coverageChangeKinds = [
  'candidate_changed',
  'baseline_changed',
  'policy_changed',
  'evaluator_changed',
  'dataset_added',
  'dataset_removed',
  'dataset_changed',
  'row_added',
  'row_removed',
  'row_edited',
] as const
export type CoverageChangeKind = (typeof coverageChangeKinds)[number]

export interface CoverageChange {
  readonly kind: CoverageChangeKind
  /** The dataset, row or evaluator; '' where there is one of its kind only. */
  readonly name: string
  /** One sentence. */
  readonly message: string
}

export interface Coverage {
  /** Nothing changed since; whether the verdict is a pass is another question. */
  readonly isCovered: boolean
  readonly changes: readonly CoverageChange[]
}

/**
 * Whether a verdict speaks of exactly what would be released now: this version, over these active rows in these revisions, with these
 * evaluators, under this policy, against what is deployed; and if not, what changed since. The number of a dataset's revision does not
 * count by itself: drafts and notes change it too.
 *
 * @param releases where the numbers of versions are known from, by which people know them; evidence holds ids alone
 */
export function coverageOf(
  verdict: Pick<GateVerdict, 'subject'>,
  current: GateSubject,
  releases: readonly (Pick<Release, 'targets'> | null)[] = [],
): Coverage {
  const was = verdict.subject
  const numbers = new Map(
    releases.flatMap((release) => release?.targets ?? []).map((target) => [keyOf(target), target.number]),
  )
  const versionsOf = (targets: GateSubject['candidate']) =>
    targets.length === 0
      ? 'nothing'
      : releaseText({ targets: targets.map((target) => ({ ...target, number: numbers.get(keyOf(target)) ?? null })) })
  const changes: CoverageChange[] = []
  const add = (kind: CoverageChangeKind, name: string, message: string) => changes.push({ kind, name, message })
  if (differs(was.candidate, current.candidate)) {
    add(
      'candidate_changed',
      '',
      `The verdict is about ${versionsOf(was.candidate)}, not ${versionsOf(current.candidate)}`,
    )
  }
  if (differs(was.baseline, current.baseline)) {
    add(
      'baseline_changed',
      '',
      `It compared with ${versionsOf(was.baseline)}; deployed is ${versionsOf(current.baseline)}`,
    )
  }
  if (differs(was.policy, current.policy)) {
    add(
      'policy_changed',
      '',
      `The policy of ${was.policy.environment} changed: ${changedFields(was, current).join(', ')}`,
    )
  }
  if (was.method !== current.method) add('policy_changed', '', 'The rules by which gates decide changed')
  changes.push(...evaluatorChanges(was, current), ...datasetChanges(was, current))
  return { isCovered: changes.length === 0, changes }
}

function evaluatorChanges(was: GateSubject, current: GateSubject): CoverageChange[] {
  const known = new Map(was.evaluators.map(({ name, version }) => [name, version]))
  return current.evaluators
    .filter(({ name, version }) => known.get(name) !== version)
    .map(({ name }) => {
      const message = known.has(name) ? `The evaluator ${name} has another version` : `The evaluator ${name} is new`
      return { kind: 'evaluator_changed', name, message }
    })
}

function datasetChanges(was: GateSubject, current: GateSubject): CoverageChange[] {
  const before = new Map(was.datasets.map((dataset) => [dataset.name, dataset]))
  const after = new Map(current.datasets.map((dataset) => [dataset.name, dataset]))
  const removed = was.datasets.filter(({ name }) => !after.has(name))
  return [
    ...current.datasets.flatMap((dataset) => {
      const known = before.get(dataset.name)
      if (known !== undefined) return [...settingChanges(known, dataset), ...rowChanges(known, dataset)]
      const added = `The dataset ${dataset.name} is new, with ${dataset.rows.length} active rows`
      return [{ kind: 'dataset_added' as const, name: dataset.name, message: added }]
    }),
    ...removed.map(({ name }) => ({
      kind: 'dataset_removed' as const,
      name,
      message: `The dataset ${name} no longer protects the environment`,
    })),
  ]
}

function settingChanges(was: GateDataset, current: GateDataset): CoverageChange[] {
  if (was.notCompared !== undefined && current.notCompared === undefined) {
    const message = `The rows of ${was.name} were not compared with what is deployed, and can be now`
    return [{ kind: 'dataset_changed', name: was.name, message }]
  }
  if (was.target === current.target && was.outcomes === current.outcomes) return []
  const message = `The dataset ${was.name} is run in another way: against ${current.target}, with ${current.outcomes} outcomes`
  return [{ kind: 'dataset_changed', name: was.name, message }]
}

function rowChanges(was: GateDataset, current: GateDataset): CoverageChange[] {
  const before = new Map(was.rows.map((row) => [row.rowId, row]))
  const after = new Set(current.rows.map(({ rowId }) => rowId))
  const change = (kind: CoverageChangeKind, name: string, what: string): CoverageChange => {
    return { kind, name, message: `Row ${name} of ${was.name} ${what}` }
  }
  return [
    ...current.rows.flatMap((row) => {
      const known = before.get(row.rowId)
      if (known === undefined) return [change('row_added', row.rowId, 'is new or newly active')]
      if (!isEdited(known, row)) return []
      return [change('row_edited', row.rowId, `was edited: revision ${known.revision} is now ${row.revision}`)]
    }),
    ...was.rows
      .filter(({ rowId }) => !after.has(rowId))
      .map(({ rowId }) => change('row_removed', rowId, 'is no longer active')),
  ]
}

/** The role is left out: it is what was known of the row when the gate began. */
function isEdited({ role: _, ...was }: GateRow, { role: __, ...current }: GateRow): boolean {
  return differs(was, current)
}

function changedFields(was: GateSubject, current: GateSubject): string[] {
  return Object.entries(current.policy)
    .filter(([field, value]) => differs(value, was.policy[field as keyof typeof was.policy]))
    .map(([field]) => field)
}

const keyOf = ({ type, name, version }: GateSubject['candidate'][number]) => canonicalJsonText([type, name, version])

const differs = (a: unknown, b: unknown): boolean => canonicalJsonText(a) !== canonicalJsonText(b)
