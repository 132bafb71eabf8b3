import { type Proof, type RowFields, rowTestText } from '@pawl/core'
import type { ActiveRows, RowTest } from '../datasets/index.ts'
import { sha256 } from '../platform/hash/index.ts'
import type { GateDb, GateDeps } from './gate-deps.ts'

/** What a gate needs to know of a row, a fraction of what the row holds. */
export interface RowFact
  extends Pick<RowFields, 'priority' | 'labels' | 'requiredPassProbability' | 'passFloor' | 'evaluators'> {
  readonly testHash: string
  readonly testedSince: number
  /** Without what its trials said. */
  readonly proof: Proof | null
}

const readAtOnce = 500
const mostKept = 300_000

/**
 * Facts of rows, kept for as long as their content stays the same: hashing ten thousand rows takes seconds, and whether a verdict
 * covers a release is asked within a transaction.
 */
export class RowFacts {
  readonly #datasets: Pick<GateDeps['datasets'], 'rowTests'>
  readonly #known = new Map<string, RowFact>()

  constructor(datasets: Pick<GateDeps['datasets'], 'rowTests'>) {
    this.#datasets = datasets
  }

  /** By the id of the row. */
  async of(db: GateDb, datasets: readonly ActiveRows[]): Promise<ReadonlyMap<string, RowFact>> {
    const keys = new Map(datasets.flatMap(({ rows }) => rows.map((row) => [row.id, `${row.id}/${row.contentKey}`])))
    const missing = [...keys].flatMap(([id, key]) => (this.#known.has(key) ? [] : [id]))
    if (this.#known.size + missing.length > mostKept) this.#known.clear()
    for (let from = 0; from < missing.length; from += readAtOnce) {
      for (const row of await this.#datasets.rowTests(db, missing.slice(from, from + readAtOnce))) {
        this.#known.set(keys.get(row.id) ?? '', factOf(row))
      }
    }
    const facts = new Map<string, RowFact>()
    for (const [id, key] of keys) {
      const fact = this.#known.get(key)
      if (fact !== undefined) facts.set(id, fact)
    }
    return facts
  }
}

function factOf({ fields, proof, testedSince }: RowTest): RowFact {
  const { priority, labels, requiredPassProbability, passFloor, evaluators } = fields
  return {
    ...{ priority, labels, requiredPassProbability, passFloor, evaluators: [...new Set(evaluators)], testedSince },
    testHash: sha256(rowTestText(fields)),
    proof: proof === null ? null : { ...proof, before: withoutTrials(proof.before), after: withoutTrials(proof.after) },
  }
}

const withoutTrials = (side: Proof['before']): Proof['before'] => ({ ...side, trials: [] })
