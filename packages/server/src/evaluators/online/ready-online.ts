import {
  AppError,
  asksModel,
  type CheckedVersion,
  isDeterministic,
  type NeededOfRow,
  neededOfRow,
  providersOf,
  type TraceNeed,
  traceNeed,
  usualShare,
} from '@pawl/core'
import type { StoredOnline } from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'

/** An online evaluation with the version that judges now. */
export interface ReadyOnline extends StoredOnline {
  readonly version: CheckedVersion
  readonly share: number
  readonly asksModel: boolean
  readonly isDeterministic: boolean
  readonly need: TraceNeed
  /**
   * `passes`: traces go by unjudged, as they do for one that is switched off; `waits`: it stands still until what is missing is
   * there, and then judges what came meanwhile.
   */
  readonly mode: 'judges' | 'passes' | 'waits'
  /** Why it does not judge. */
  readonly standstill: string | null
}

/** Those of one project, each with what decides whether it judges now. */
export async function readyOnline(deps: OnlineDeps, stored: readonly StoredOnline[]): Promise<ReadyOnline[]> {
  const [first] = stored
  if (first === undefined) return []
  const versions = await versionsOf(deps, first.project, stored)
  const providers = new Set(versions.flatMap((version) => providersOf(version.definition)))
  const missing = providers.size === 0 ? providers : await unconfigured(deps, first.project, providers)
  return stored.flatMap((each, index) => {
    const version = versions[index]
    return version === undefined ? [] : [readyOne(each, version, missing)]
  })
}

const versionsOf = async (deps: OnlineDeps, project: string, stored: readonly StoredOnline[]) =>
  (await deps.evaluators.resolve(
    project,
    stored.map(({ definition }) => definition.evaluator),
  )) as readonly CheckedVersion[]

async function unconfigured(
  { models }: OnlineDeps,
  project: string,
  names: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const configured = new Set((await models.providers(project)).flatMap((one) => (one.isConfigured ? [one.name] : [])))
  return new Set([...names].filter((name) => !configured.has(name)))
}

function readyOne(stored: StoredOnline, version: CheckedVersion, missing: ReadonlySet<string>): ReadyOnline {
  const { definition } = version
  const keyless = providersOf(definition).filter((name) => missing.has(name))
  return {
    ...stored,
    version,
    share: stored.definition.share ?? usualShare(definition),
    asksModel: asksModel(definition),
    isDeterministic: isDeterministic(definition),
    need: traceNeed(definition),
    ...stateOf(stored, { keyless, needed: neededOfRow(definition) }),
  }
}

function stateOf(
  { definition, isArchived }: StoredOnline,
  { keyless, needed }: { readonly keyless: readonly string[]; readonly needed: NeededOfRow | null },
): Pick<ReadyOnline, 'mode' | 'standstill'> {
  if (!definition.isEnabled) return { mode: 'passes', standstill: null }
  if (isArchived)
    return { mode: 'passes', standstill: 'The evaluator is archived, and judges nothing until it is brought back.' }
  if (needed !== null) {
    return {
      mode: 'passes',
      standstill: `This version compares with a row's ${needed}, which no live trace has; save one that says itself what it expects.`,
    }
  }
  if (keyless.length === 0) return { mode: 'judges', standstill: null }
  return {
    mode: 'waits',
    standstill: `${keyless.join(' and ')} is not set up: give its key with \`pawl models set ${keyless[0]}\`. What comes in meanwhile is judged then.`,
  }
}

/** @throws AppError `not_found` */
export async function readyNamed(
  deps: OnlineDeps,
  stored: readonly StoredOnline[],
  evaluator: string,
): Promise<ReadyOnline> {
  const [ready] = await readyOnline(deps, stored)
  if (ready !== undefined) return ready
  throw onlineNotFound(evaluator)
}

export const onlineNotFound = (evaluator: string): AppError =>
  new AppError('not_found', `Live traffic is not judged by ${JSON.stringify(evaluator)}.`, {
    where: 'evaluator',
    fix: `Let it judge with \`pawl evaluators online add ${evaluator}\`; \`pawl evaluators online list\` shows those that do.`,
  })
