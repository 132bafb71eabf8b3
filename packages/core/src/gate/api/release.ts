import { z } from 'zod'
import {
  commandTargetSchema,
  functionTargetSchema,
  httpTargetSchema,
  recordedFileTargetSchema,
  refusePlainTarget,
  runTargetSchema,
} from '../../runs/index.ts'
import { canonicalJsonText } from '../../traces/index.ts'

/** How an agent that Pawl does not hold is run against rows. */
export const externalTargetSchema = z.discriminatedUnion('type', [
  httpTargetSchema,
  commandTargetSchema,
  functionTargetSchema,
  recordedFileTargetSchema,
])
export type ExternalTarget = z.infer<typeof externalTargetSchema>

/** What somebody wants to ship at once. */
export const newReleaseSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('prompts'),
    /** `name`, `name@3`, `name@<start of a version id>` or `name@<environment>`; each prompt once. */
    prompts: z.array(z.string().min(1).max(300)).min(1).max(50),
  }),
  z.strictObject({
    type: z.literal('external'),
    name: z.string().trim().min(1).max(200),
    /** A git commit, a `service.version`: what tells this version of the agent from all others. */
    version: z.string().trim().min(1).max(200),
    /** Null: that of the version that is deployed. Its own name and version are not asked for. */
    target: externalTargetSchema.nullable().default(null),
    /** The person's word that the same row always gives the same outcome: one call then tells all. */
    isDeterministic: z.boolean().default(false),
  }),
])
export type NewRelease = z.input<typeof newReleaseSchema>
export type ReleaseRequest = z.infer<typeof newReleaseSchema>

/** @throws AppError `bad_request` where the target of an agent holds a credential, which would be kept for ever */
export function refusePlainRelease(release: ReleaseRequest, where: string): void {
  if (release.type === 'external' && release.target !== null) refusePlainTarget(release.target, `${where}.target`)
}

/** One part of a release, by exact version. */
export const releaseTargetSchema = runTargetSchema.extend({
  version: z.string().min(1),
  /** The number of a prompt's version; null for an external one. */
  number: z.int().nullable(),
})
export type ReleaseTarget = z.infer<typeof releaseTargetSchema>

export const releaseSchema = z.object({
  type: z.enum(['prompts', 'external']),
  /** SHA-256 of its targets' names and versions: the same release has the same id in every environment. */
  id: z.string(),
  targets: z.array(releaseTargetSchema).min(1),
})
export type Release = z.infer<typeof releaseSchema>

/** The text whose SHA-256 is the id of a release. */
export function releaseIdText(targets: readonly Pick<ReleaseTarget, 'type' | 'name' | 'version'>[]): string {
  const parts = targets.map(({ type, name, version }) => canonicalJsonText([type, name, version])).sort()
  return `pawl.release.1\n${parts.join('\n')}`
}
