import { z } from 'zod'
import { datasetNameSchema } from '../../datasets/index.ts'
import { runTargetSchema } from '../../runs/index.ts'
import { canonicalJsonText } from '../../traces/index.ts'
import { gatePolicySchema } from '../policy/index.ts'
import { type RowRoleReason, rowRoles } from '../row-test/decide-blocking.ts'

/** Raised when the same evidence begins to be decided differently, so that a verdict says by which rules it came. */
export const gateMethod = 'pawl.gate.1'

/** What runs, by name and exact version. A target without a version could be another one tomorrow, so no verdict speaks of it. */
const gateTargetSchema = runTargetSchema.extend({ version: z.string().min(1) })

const roleReasons = Object.keys(rowRoles) as [RowRoleReason, ...RowRoleReason[]]

export const gateRowSchema = z.object({
  rowId: z.string().min(1),
  revision: z.int().min(1),
  /** SHA-256 of `rowTestText`: two revisions with the same hash test the same thing. */
  testHash: z.string().min(1),
  /** Names; their versions stand in the subject. */
  evaluators: z.array(z.string()),
  /** Whether it blocks (`rowRoles`), and why; as it was when the gate began. */
  role: z.enum(roleReasons),
  required: z.number().gt(0).lt(1),
  floor: z.number().gt(0).lt(1),
})
export type GateRow = z.infer<typeof gateRowSchema>

export const gateDatasetSchema = z.object({
  name: datasetNameSchema,
  revision: z.int().min(0),
  /** The name of the target that its rows are run against. */
  target: z.string(),
  /**
   * `fixed`: the same row always gives the same outcome (recorded outputs, a target declared deterministic), so one call tells all and rows are
   * sampled without replacement. `random`: anything a model says.
   */
  outcomes: z.enum(['random', 'fixed']),
  /** Trials of the baseline that each pair takes, each of them once: more than 1 where more are there already. */
  baselinePerPair: z.int().min(1).max(100),
  /** Why its rows are not compared with what is deployed, where that is not nothing but cannot be run any more. */
  notCompared: z.string().min(1).exactOptional(),
  /** The active rows, by id. */
  rows: z.array(gateRowSchema),
})
export type GateDataset = z.infer<typeof gateDatasetSchema>

/** Everything that a verdict is about, by exact version. */
export const gateSubjectSchema = z.object({
  method: z.literal(gateMethod),
  policy: gatePolicySchema,
  /** What is to be released, by name; a release may hold several prompt versions. */
  candidate: z.array(gateTargetSchema).min(1),
  /** What is deployed now; empty when nothing is. */
  baseline: z.array(gateTargetSchema),
  evaluators: z.array(z.object({ name: z.string(), version: z.string() })),
  datasets: z.array(gateDatasetSchema),
  /** Makes the order of trials; by `gateSeed`, so that nobody can pick the one that suits. */
  seed: z.string(),
})
export type GateSubject = z.infer<typeof gateSubjectSchema>

/** The text whose SHA-256 names the evidence of a gate: another row, revision, version or policy is another gate. */
export function evidenceKeyText(subject: GateSubject): string {
  return canonicalJsonText(subject)
}

/** The seed of a gate: it follows from what is released where and over what, and from nothing that could be tried again. */
export function gateSeed({
  policy,
  candidate,
  baseline,
}: Pick<GateSubject, 'policy' | 'candidate' | 'baseline'>): string {
  return canonicalJsonText({ environment: policy.environment, candidate, baseline })
}
