import { z } from 'zod'
import { runSchema, runTargetSchema } from '../run-answers.ts'
import { rowStandings } from '../summarise-run.ts'
import { trialCountsSchema } from './run-views.ts'

/** How one run found a row. */
export const runOfRowSchema = z.object({
  runId: z.string(),
  target: runTargetSchema,
  status: runSchema.shape.status,
  note: z.string(),
  /** The gate whose trials the run holds, if it holds those of one. */
  gateId: z.string().exactOptional(),
  /** The row as it was tried. */
  rowRevision: z.number(),
  standing: z.enum(rowStandings),
  /** A trial counts once, by its last attempt. */
  trials: trialCountsSchema,
  /** When its last trial was stored. */
  triedAt: z.iso.datetime(),
})
export type RunOfRow = z.infer<typeof runOfRowSchema>

/** GET /api/rows/{id}/runs: the newest, the one that was tried last first. */
export const runsOfRowSchema = z.object({ runs: z.array(runOfRowSchema) })
export type RunsOfRow = z.infer<typeof runsOfRowSchema>
