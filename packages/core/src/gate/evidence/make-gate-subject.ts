import type { OutcomeCounts, Row, RowFields } from '../../datasets/index.ts'
import { canonicalJsonText } from '../../traces/index.ts'
import { type GatePolicy, gateThresholds } from '../policy/index.ts'
import { decideBlocking } from '../row-test/decide-blocking.ts'
import { type GateDataset, type GateRow, type GateSubject, gateMethod, gateSeed } from './gate-subject.ts'

type GateableRow = Pick<
  Row,
  | 'id'
  | 'revision'
  | 'status'
  | 'priority'
  | 'labels'
  | 'requiredPassProbability'
  | 'passFloor'
  | 'proof'
  | 'evaluators'
> & {
  /** SHA-256 of `rowTestText`. */
  readonly testHash: string
  /** The revision from which on the row tests what it tests now, with the evaluators it has now. */
  readonly testedSince: number
  /** Its decided trials on the live version; null when it has none. */
  readonly live: OutcomeCounts | null
}

export interface SubjectFacts extends Pick<GateSubject, 'policy' | 'candidate' | 'baseline' | 'evaluators'> {
  readonly datasets: readonly (Omit<GateDataset, 'rows'> & { readonly rows: readonly GateableRow[] })[]
}

/** The text whose SHA-256 says what a row tests: evidence lives on through edits that leave it alone. */
export function rowTestText(
  row: Pick<RowFields, 'input' | 'context' | 'expectedBehavior' | 'reference' | 'evaluators'>,
): string {
  const { input, context, expectedBehavior, reference } = row
  const { documents, toolCalls, toolDefinitions } = context
  const evaluators = [...row.evaluators].sort()
  return canonicalJsonText({ input, documents, toolCalls, toolDefinitions, expectedBehavior, reference, evaluators })
}

/** What a gate is about: the active rows of the datasets that the policy names, each with its role and what it must show. */
export function makeGateSubject(facts: SubjectFacts): GateSubject {
  const { policy, candidate, baseline } = facts
  const chosen = facts.datasets.filter(({ name }) => policy.datasets === 'all' || policy.datasets.includes(name))
  const isLive = baseline.length > 0
  const evaluatorNames = new Set(chosen.flatMap(({ rows }) => rows.filter(isActive).flatMap((row) => row.evaluators)))
  return {
    method: gateMethod,
    policy,
    candidate: [...candidate].sort(byText),
    baseline: [...baseline].sort(byText),
    evaluators: facts.evaluators.filter(({ name }) => evaluatorNames.has(name)).sort(byText),
    datasets: chosen
      .map(({ rows, ...dataset }) => ({
        ...dataset,
        rows: rows
          .filter(isActive)
          .map((row) => gateRow(row, { policy, isLive, isFixed: dataset.outcomes === 'fixed' }))
          .sort((a, b) => (a.rowId < b.rowId ? -1 : 1)),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    seed: gateSeed({ policy, candidate: [...candidate].sort(byText), baseline: [...baseline].sort(byText) }),
  }
}

interface RowPlace {
  readonly policy: GatePolicy
  readonly isLive: boolean
  readonly isFixed: boolean
}

function gateRow(row: GateableRow, { policy, isLive, isFixed }: RowPlace): GateRow {
  const thresholds = gateThresholds(row, policy)
  const live = isLive ? (row.live ?? { passed: 0, failed: 0 }) : null
  const { testedSince, testHash, revision, id: rowId } = row
  const role = decideBlocking({ row, testedSince, thresholds, live, isFixed, errorRate: policy.errorRate })
  return { rowId, revision, testHash, evaluators: [...row.evaluators].sort(), role, ...thresholds }
}

const isActive = ({ status }: GateableRow): boolean => status === 'active'

const byText = (a: unknown, b: unknown): number => (canonicalJsonText(a) < canonicalJsonText(b) ? -1 : 1)
