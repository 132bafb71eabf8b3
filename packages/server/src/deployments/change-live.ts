import { type JsonObject, type NewOverride, type Override, releaseText } from '@pawl/core'
import type { DecidedGate } from '../gate/index.ts'
import type { ControlTransaction } from '../platform/control/index.ts'
import { acceptedRows } from './accepted-rows.ts'
import { type DeploymentRecord, insertDeployment } from './deployments.store.ts'
import type { Author, DeploymentsDeps } from './deployments-deps.ts'
import { insertOverride } from './overrides.store.ts'
import { externalsOf, isPrompt, liveOf, type NamedExternal, releaseOf } from './release-of.ts'

export interface LiveChange
  extends Pick<DeploymentRecord, 'environment' | 'release' | 'kind' | 'ground' | 'reason' | 'note' | 'undoes'> {
  readonly externals: readonly NamedExternal[]
  /** The gate whose verdict allows it, or that the override sets aside. */
  readonly gate: DecidedGate | null
  /** Only with the ground `override`. */
  readonly override: NewOverride | null
  /** Names of prompts that no active row protected when they were let in. */
  readonly unprotected: ReadonlySet<string>
}

/**
 * The only way in which anything becomes live: makes it current, and records it, in the transaction in which it was found to be
 * allowed. The environment is locked already.
 *
 * @returns what was recorded
 */
export async function changeLive(
  deps: DeploymentsDeps,
  transaction: ControlTransaction,
  { author, change }: { readonly author: Author; readonly change: LiveChange },
): Promise<DeploymentRecord> {
  const { prompts, audit, now } = deps
  const { environment, release, kind, ground, gate } = change
  const at = now()
  const live = liveOf(await prompts.currentTargets(transaction, author.project, environment), release)
  await makeAllCurrent(deps, transaction, { author, change, at })
  const id = newId(deps, 'dep')
  const override = change.override === null ? null : overrideOf(deps, { id, author, change, at })
  const facts: JsonObject = {
    ...{ environment, deploymentId: id, kind, ground, gateId: gate?.id ?? null },
    ...{ releaseId: release.id, targets: release.targets.map(({ name, version }) => ({ name, version })) },
  }
  const what = { project: author.project, who: author.person }
  const entry = await audit.append(transaction, {
    ...what,
    action: kind === 'roll_back' ? 'deployment.rolled_back' : 'deployment.created',
    reason: override?.reason ?? change.reason,
    details: { message: messageOf(author, change), ...facts },
  })
  const record: DeploymentRecord = {
    ...{ id, project: author.project, environment, release, kind, ground, undoes: change.undoes },
    ...{ previous: releaseOf(live.map(({ target }) => target)), previousExternals: externalsOf(live) },
    ...{ externals: change.externals, gateId: gate?.id ?? null, verdict: verdictOf(gate) },
    ...{ reason: change.reason, note: change.note, who: author.person, at },
    audit: { sequence: entry.sequence, hash: entry.hash },
  }
  await insertDeployment(transaction, record)
  const { previousExternals: _, externals: __, undoes: ___, ...told } = record
  const data: JsonObject = { ...told, at: at.toISOString(), auditHead: record.audit }
  await deps.publish(transaction, {
    project: author.project,
    event: kind === 'roll_back' ? 'deployment.rolled_back' : 'deployment.created',
    data: { ...data, reason: override?.reason ?? change.reason },
  })
  if (override !== null) await recordOverride(deps, transaction, { author, override })
  await deps.markChange(transaction, {
    ...{ project: author.project, kind: 'deployment', at },
    ...{ title: messageOf(author, change), details: facts },
  })
  return record
}

interface Making {
  readonly author: Author
  readonly change: LiveChange
  readonly at: Date
}

async function makeAllCurrent(
  { prompts }: DeploymentsDeps,
  transaction: ControlTransaction,
  { author, change: { environment, release, externals, unprotected }, at }: Making,
): Promise<void> {
  for (const isUnprotected of [false, true]) {
    const versions = release.targets
      .filter((target) => isPrompt(target) && unprotected.has(target.name) === isUnprotected)
      .map(({ name, version }) => ({ prompt: name, versionId: version }))
    if (versions.length === 0) continue
    await prompts.makeCurrent(transaction, author, { environment, versions, at, isUnprotected })
  }
  for (const { name, version, external } of externals) {
    const { target: spec, isDeterministic } = external
    await prompts.makeExternalCurrent(transaction, author, { environment, name, version, spec, isDeterministic, at })
  }
}

async function recordOverride(
  { audit, publish }: DeploymentsDeps,
  transaction: ControlTransaction,
  { author: { project, person }, override }: { readonly author: Author; readonly override: Override },
): Promise<void> {
  await insertOverride(transaction, project, override)
  const { id, deploymentId, environment, expiresAt, reason } = override
  const message = `${person} let a release into ${environment} without a pass, until ${expiresAt}`
  const { sequence, hash } = await audit.append(transaction, {
    ...{ project, action: 'override.created', who: person, reason },
    details: { message, environment, overrideId: id, deploymentId, expiresAt },
  })
  const data: JsonObject = { ...override, auditHead: { sequence, hash } }
  await publish(transaction, { project, event: 'override.created', data })
}

function overrideOf(
  deps: DeploymentsDeps,
  { id, author, change, at }: Making & { readonly id: string },
): Override | null {
  const { override, environment, gate } = change
  if (override === null) return null
  return {
    ...{ id: newId(deps, 'ovr'), deploymentId: id, environment, reason: override.reason, who: author.person },
    ...{ createdAt: at.toISOString(), expiresAt: new Date(override.expiresAt).toISOString(), expiredAt: null },
    ...{ rows: acceptedRows(gate?.decision ?? null), verdictReason: gate?.decision.reason ?? '' },
  }
}

const verdictOf = (gate: DecidedGate | null): DeploymentRecord['verdict'] =>
  gate === null
    ? null
    : { verdict: gate.decision.verdict, reason: gate.decision.reason, evidenceHash: gate.evidenceHash }

function messageOf({ person }: Author, { kind, ground, environment, release, gate }: LiveChange): string {
  const what = releaseText(release)
  switch (ground) {
    case 'returned':
      return `${person} rolled ${environment} back to ${what}`
    case 'override':
      return `${person} released ${what} into ${environment} without a pass`
    case 'unprotected':
      return `${person} released ${what} into ${environment}, where no row protects it`
    case 'verdict':
      return `${person} ${kind === 'promote' ? 'promoted' : 'released'} ${what} into ${environment}: gate ${gate?.id} passed`
  }
}

const newId = ({ randomBytes }: DeploymentsDeps, kind: 'dep' | 'ovr'): string =>
  `${kind}_${Buffer.from(randomBytes(6)).toString('hex')}`
