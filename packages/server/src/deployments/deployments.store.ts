import { type Deployment, type DeploymentLine, deploymentSchema, externalTargetSchema, releaseSchema } from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import { z } from 'zod'
import type { ControlSchema } from '../platform/control/index.ts'
import type { DeploymentsDb } from './deployments-deps.ts'
import { isPrompt, type NamedExternal } from './release-of.ts'

export interface DeploymentRecord
  extends Pick<
    Deployment,
    'id' | 'environment' | 'release' | 'previous' | 'kind' | 'ground' | 'gateId' | 'verdict' | 'reason' | 'note' | 'who'
  > {
  readonly project: string
  readonly at: Date
  readonly audit: Deployment['audit']
  /** The deployment that a roll-back took back. */
  readonly undoes: string | null
  readonly externals: readonly NamedExternal[]
  readonly previousExternals: readonly NamedExternal[]
}

export async function insertDeployment(db: DeploymentsDb, record: DeploymentRecord): Promise<void> {
  const { id, project, environment, release } = record
  await db
    .insertInto('deployments')
    .values({
      ...{ id, project, environment, kind: record.kind, ground: record.ground, gate_id: record.gateId },
      ...{ release: JSON.stringify(release), previous: jsonOrNull(record.previous) },
      ...{ externals: JSON.stringify(record.externals), previous_externals: JSON.stringify(record.previousExternals) },
      ...{ verdict: jsonOrNull(record.verdict), undoes: record.undoes, reason: record.reason, note: record.note },
      ...{ who: record.who, at: record.at, audit_sequence: record.audit.sequence, audit_hash: record.audit.hash },
    })
    .execute()
  await db
    .insertInto('deployment_targets')
    .values(
      release.targets.map((target) => ({
        ...{ deployment_id: id, project, environment, is_prompt: isPrompt(target) },
        ...{ name: target.name, version: target.version },
      })),
    )
    .execute()
}

export interface DeploymentFilter {
  readonly project: string
  readonly environment?: string | undefined
  readonly id?: string
  /** Only those before this place in the audit log. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first. */
export async function selectDeployments(db: DeploymentsDb, filter: DeploymentFilter): Promise<DeploymentRecord[]> {
  const { project, environment, id, before, limit } = filter
  let query = db.selectFrom('deployments').selectAll().where('project', '=', project)
  if (environment !== undefined) query = query.where('environment', '=', environment)
  if (id !== undefined) query = query.where('id', '=', id)
  if (before !== undefined) query = query.where('audit_sequence', '<', before)
  return (await query.orderBy('audit_sequence', 'desc').limit(limit).execute()).map(toRecord)
}

/** Enough of every deployment into an environment to know what a roll-back takes back; newest first. */
export async function selectDeploymentLines(
  db: DeploymentsDb,
  { project, environment }: { readonly project: string; readonly environment: string },
): Promise<DeploymentLine[]> {
  return await db
    .selectFrom('deployments')
    .select(['id', 'undoes'])
    .select(sql<boolean>`coalesce(previous->>'id' = release->>'id', false)`.as('isRenewal'))
    .where('project', '=', project)
    .where('environment', '=', environment)
    .orderBy('audit_sequence', 'desc')
    .execute()
}

export interface TargetHistory {
  readonly isPrompt: boolean
  readonly name: string
  readonly version: string
  /** The newest that made this version current there. */
  readonly deploymentId: string
  /** The newest that did so by more than a return to it. */
  readonly originId: string | null
}

/** Which deployments made versions current in an environment. */
export async function selectHistory(
  db: DeploymentsDb,
  {
    project,
    environment,
    names,
  }: { readonly project: string; readonly environment: string; readonly names: readonly string[] },
): Promise<TargetHistory[]> {
  if (names.length === 0) return []
  const rows = await db
    .selectFrom('deployment_targets')
    .innerJoin('deployments', 'deployments.id', 'deployment_targets.deployment_id')
    .select(['is_prompt', 'name', 'version'])
    .select([
      sql<string>`(array_agg(id order by audit_sequence desc))[1]`.as('deployment_id'),
      sql<string | null>`(array_agg(id order by audit_sequence desc) filter (where ground <> 'returned'))[1]`.as(
        'origin_id',
      ),
    ])
    .where('deployment_targets.project', '=', project)
    .where('deployment_targets.environment', '=', environment)
    .where('name', 'in', [...names])
    .groupBy(['is_prompt', 'name', 'version'])
    .execute()
  return rows.map(({ is_prompt, name, version, deployment_id, origin_id }) => {
    return { isPrompt: is_prompt, name, version, deploymentId: deployment_id, originId: origin_id }
  })
}

export async function selectDeploymentsById(
  db: DeploymentsDb,
  project: string,
  ids: readonly string[],
): Promise<Map<string, DeploymentRecord>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('deployments')
    .selectAll()
    .where('project', '=', project)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, toRecord(row)]))
}

/** Deployments that made versions of a prompt current somewhere. */
export async function countDeploymentsOf(db: DeploymentsDb, project: string, prompt: string): Promise<number> {
  const { count } = await db
    .selectFrom('deployment_targets')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('project', '=', project)
    .where('is_prompt', '=', true)
    .where('name', '=', prompt)
    .executeTakeFirstOrThrow()
  return count
}

const externalsSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    external: z.object({ target: externalTargetSchema, isDeterministic: z.boolean() }),
  }),
)

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

function toRecord(row: Selectable<ControlSchema['deployments']>): DeploymentRecord {
  const { id, project, environment, kind, ground, undoes, reason, note, who, at } = row
  return {
    ...{ id, project, environment, kind, ground, undoes, reason, note, who, at },
    release: releaseSchema.parse(row.release),
    previous: releaseSchema.nullable().parse(row.previous),
    gateId: row.gate_id,
    verdict: deploymentSchema.shape.verdict.parse(row.verdict),
    externals: externalsSchema.parse(row.externals),
    previousExternals: externalsSchema.parse(row.previous_externals),
    audit: { sequence: row.audit_sequence, hash: row.audit_hash },
  }
}
