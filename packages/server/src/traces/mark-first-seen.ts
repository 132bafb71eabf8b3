import type { ControlStore } from '../platform/control/index.ts'
import { sha256 } from '../platform/hash/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { type FirstSeen, readFirstFingerprints, readFirstSeen, readFirstSpan } from './store/first-seen.ts'

export interface FirstSeenDeps {
  readonly telemetry: TelemetryStore
  readonly db: ControlStore['db']
}

/**
 * Marks on charts when a model, a provider's fingerprint, a prompt version or a release was seen first. Each is marked once, whoever looks and
 * however often: the mark's id follows from what it is about.
 */
export async function markFirstSeen({ telemetry, db }: FirstSeenDeps, project: string): Promise<void> {
  const found = [...(await readFirstSeen(telemetry, project)), ...(await readFirstFingerprints(telemetry, project))]
  const byId = new Map(found.map((seen) => [idOf(project, seen), seen]))
  if (byId.size === 0) return
  const known = await db
    .selectFrom('changes')
    .select('id')
    .where('id', 'in', [...byId.keys()])
    .execute()
  for (const { id } of known) byId.delete(id)
  for (const [id, seen] of byId) {
    const first = await readFirstSpan(telemetry, project, seen)
    if (first === null) continue
    const { kind, value } = seen
    const details = { value, environment: first.environment, ...(kind === 'model' && { model: first.model }) }
    await db
      .insertInto('changes')
      .values({
        id,
        project,
        kind,
        at: new Date(first.atMs),
        title: titleOf(seen, first),
        details: JSON.stringify(details),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }
}

const idOf = (project: string, { kind, value, isFingerprint }: FirstSeen): string =>
  `seen-${sha256([project, kind, isFingerprint ? 'fingerprint' : '', value].join('\n')).slice(0, 32)}`

function titleOf({ kind, value, isFingerprint }: FirstSeen, first: { environment: string; model: string }): string {
  const where = first.environment === '' ? '' : ` in ${first.environment}`
  if (isFingerprint)
    return `${first.model || 'A model'} answered with the fingerprint ${value} for the first time${where}`
  switch (kind) {
    case 'model':
      return `${value} answered for the first time${where}`
    case 'prompt_version':
      return `Prompt ${value} was used for the first time${where}`
    case 'release':
      return `Release ${value} was seen for the first time${where}`
  }
}
