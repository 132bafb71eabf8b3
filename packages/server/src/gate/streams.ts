import { canonicalJsonText, type GateSubject, type RunTarget, type TrialUse } from '@pawl/core'
import { sha256 } from '../platform/hash/index.ts'

/** How a target is named where its trials are kept. */
export const streamTarget = ({ type, name, version }: RunTarget): string => JSON.stringify([type, name, version])

/** What a version does as the baseline of a set is what it does in a set. */
const streamUse = (use: TrialUse): 'row' | 'set' => (use === 'row' ? 'row' : 'set')

/** What a row tests and who judges it, by exact versions. */
export function testKey(
  { testHash, evaluators }: { readonly testHash: string; readonly evaluators: readonly string[] },
  versionOf: ReadonlyMap<string, string>,
): string {
  const judges = [...evaluators].sort().map((name) => [name, versionOf.get(name) ?? null])
  return sha256(JSON.stringify([testHash, judges]))
}

/** What makes two starts the same gate: all of the subject but the roles of its rows, which trials on the live version may change. */
export function subjectKey(subject: GateSubject): string {
  const datasets = subject.datasets.map(({ revision: _, ...dataset }) => ({
    ...dataset,
    rows: dataset.rows.map(({ role: __, ...row }) => row),
  }))
  return sha256(canonicalJsonText({ ...subject, datasets }))
}

/** Trials of one version on one test of one row. */
export interface Stream {
  readonly target: string
  readonly use: 'row' | 'set'
  readonly rowId: string
  readonly test: string
}

interface RowStreams {
  readonly test: string
  readonly candidate: string
  /** Null where nothing is deployed that the row could be run on. */
  readonly baseline: string | null
}

/** The streams of trials that a gate asks for. */
export class SubjectStreams {
  /** The versions whose trials they are. */
  readonly targets: readonly string[]
  readonly #rows = new Map<string, RowStreams>()

  constructor(subject: GateSubject) {
    const versionOf = new Map(subject.evaluators.map(({ name, version }) => [name, version]))
    const named = (targets: readonly RunTarget[], name: string) => {
      const target = targets.find((each) => each.name === name)
      return target === undefined ? null : streamTarget(target)
    }
    const targets = new Set<string>()
    for (const dataset of subject.datasets) {
      const candidate = named(subject.candidate, dataset.target)
      const baseline = named(subject.baseline, dataset.target)
      if (candidate === null) continue
      for (const target of [candidate, baseline]) if (target !== null) targets.add(target)
      for (const row of dataset.rows) {
        this.#rows.set(row.rowId, { test: testKey(row, versionOf), candidate, baseline })
      }
    }
    this.targets = [...targets]
  }

  of(use: TrialUse, rowId: string): Stream | null {
    const row = this.#rows.get(rowId)
    const target = use === 'baseline' ? row?.baseline : row?.candidate
    return row === undefined || target == null ? null : { target, use: streamUse(use), rowId, test: row.test }
  }

  /** What the row did on what is deployed in the manner of the row test: whether it may block follows from it. */
  liveOf(rowId: string): Stream | null {
    const row = this.#rows.get(rowId)
    return row?.baseline == null ? null : { target: row.baseline, use: 'row', rowId, test: row.test }
  }

  /** The uses that a trial of a stream has in this gate; none for another test or version. */
  usesOf({ target, use, rowId, test }: Stream): readonly TrialUse[] {
    const row = this.#rows.get(rowId)
    if (row === undefined || row.test !== test) return []
    if (use === 'row') return row.candidate === target ? ['row'] : []
    return [
      ...(row.candidate === target ? (['set'] as const) : []),
      ...(row.baseline === target ? (['baseline'] as const) : []),
    ]
  }
}
