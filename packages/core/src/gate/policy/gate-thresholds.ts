import { highRiskThresholds, type Row, type RowThresholds, rowThresholds } from '../../datasets/index.ts'
import type { GatePolicy } from './gate-policy.ts'

/** What a row must show under a policy: its own fields, else those of its risk, else the policy's, and of these the stricter. */
export function gateThresholds(
  row: Pick<Row, 'labels' | 'requiredPassProbability' | 'passFloor'>,
  policy: Pick<GatePolicy, 'requiredPassProbability' | 'passFloor'>,
): RowThresholds {
  const isHighRisk = row.labels.includes('high_risk')
  const stricter = (policys: number, risks: number) => (isHighRisk ? Math.max(policys, risks) : policys)
  const required = row.requiredPassProbability ?? stricter(policy.requiredPassProbability, highRiskThresholds.required)
  const floor = row.passFloor ?? stricter(policy.passFloor, highRiskThresholds.floor)
  // One word of the row and one of the policy may not fit together; those of the row and its labels always do.
  return floor < required ? { required, floor } : rowThresholds(row)
}
