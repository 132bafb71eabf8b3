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
    const facts = new Map<string, RowFact>()
    for (const dataset of datasets) await this.#addFacts(db, dataset, facts)
    return facts
  }

  async #addFacts(db: GateDb, { datasetId, rows }: ActiveRows, facts: Map<string, RowFact>): Promise<void> {
    const missing = new Map<string, string>()
    for (const { id, contentKey } of rows) {
      // With the dataset: the same id may stand in other projects.
      const key = `${datasetId}/${id}/${contentKey}`
      const known = this.#known.get(key)
      if (known === undefined) missing.set(id, key)
      else facts.set(id, known)
    }
    if (this.#known.size + missing.size > mostKept) this.#known.clear()
    const ids = [...missing.keys()]
    for (let from = 0; from < ids.length; from += readAtOnce) {
      for (const row of await this.#datasets.rowTests(db, datasetId, ids.slice(from, from + readAtOnce))) {
        const fact = factOf(row)
        facts.set(row.id, fact)
        this.#known.set(missing.get(row.id) ?? '', fact)
      }
    }
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
