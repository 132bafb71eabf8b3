import {
  chooseDatasets,
  type GateSubject,
  makeGateSubject,
  type OutcomeCounts,
  type PolicyVersion,
  type Release,
  type ReleaseRequest,
  type ReleaseTarget,
  type SubjectFacts,
} from '@pawl/core'
import type { ActiveRows } from '../datasets/index.ts'
import type { CurrentTarget } from '../prompts/index.ts'
import type { GateContext } from './gate-context.ts'
import type { ExternalSpec, GateDb } from './gate-deps.ts'
import { readPolicy } from './read-policy.ts'
import { type ResolvedRelease, releaseOf, resolveRelease } from './resolve-release.ts'
import type { RowFact } from './row-facts.ts'
import { countRowOutcomes } from './store/trials.ts'
import { streamTarget, testKey } from './streams.ts'
import { whyNotCompared } from './why-not-compared.ts'

export interface SubjectQuestion {
  readonly project: string
  readonly environment: string
  readonly release: ReleaseRequest
  /** Instead of what is current in the environment. */
  readonly baseline?: ReleaseRequest | null
}

/** What a verdict would have to cover now. */
export interface SubjectNow {
  readonly subject: GateSubject
  readonly release: Release
  /** Null when nothing of it is deployed. */
  readonly baseline: Release | null
  readonly external: ExternalSpec | null
  readonly baselineExternal: ExternalSpec | null
  readonly policy: PolicyVersion
  /** Datasets that protect nothing here, because no prompt names them. */
  readonly unusedDatasets: readonly string[]
}

/** @throws AppError as `resolveRelease` and `chooseDatasets`, and `not_found` for the environment */
export async function readSubject(context: GateContext, db: GateDb, question: SubjectQuestion): Promise<SubjectNow> {
  const { project, environment } = question
  await context.prompts.assertEnvironment(db, project, environment)
  const policy = await readPolicy(db, { project, environment })
  const current = await context.prompts.currentTargets(db, project, environment)
  const candidate = await resolveRelease(context, db, { project, release: question.release, current })
  const baseline =
    question.baseline == null
      ? baselineOf(candidate, current)
      : await resolveRelease(context, db, { project, release: question.baseline, current })
  const all = await context.datasets.activeRows(db, project)
  const { protecting, unused } = chooseDatasets({
    policy: policy.policy,
    datasets: all.map(({ dataset }) => dataset),
    prompts: await context.prompts.datasetProtections(db, project),
    release: { type: candidate.release.type, targets: candidate.release.targets.map(({ name }) => name) },
  })
  const chosen = protecting.flatMap(({ dataset, target }) => {
    const rows = all.find((each) => each.dataset === dataset)
    return rows === undefined ? [] : [{ ...rows, target }]
  })
  const parts = { project, policy, candidate, baseline, chosen, isNamed: question.baseline != null }
  return {
    subject: makeGateSubject(await factsOf(context, db, parts)),
    release: candidate.release,
    baseline: baseline?.release ?? null,
    external: candidate.external,
    baselineExternal: baseline?.external ?? null,
    policy,
    unusedDatasets: unused,
  }
}

/** What is deployed of the same names. */
function baselineOf({ release }: ResolvedRelease, current: readonly CurrentTarget[]): ResolvedRelease | null {
  const names = new Set(release.targets.map(({ name }) => name))
  const isWanted = ({ target, external }: CurrentTarget) =>
    names.has(target.name) && (external === null) === (release.type === 'prompts')
  const live = current.filter(isWanted)
  if (live.length === 0) return null
  const targets = live.map(({ target }) => target)
  return { release: releaseOf(release.type, targets), external: live[0]?.external ?? null }
}

interface SubjectParts {
  readonly project: string
  readonly policy: PolicyVersion
  readonly candidate: ResolvedRelease
  readonly baseline: ResolvedRelease | null
  readonly chosen: readonly (ActiveRows & { readonly target: string })[]
  /** The caller named the baseline, and so can run it. */
  readonly isNamed: boolean
}

async function factsOf(context: GateContext, db: GateDb, parts: SubjectParts): Promise<SubjectFacts> {
  const { project, policy, candidate, baseline, chosen } = parts
  const facts = await context.rowFacts.of(db, chosen)
  const evaluators = await versionsOf(context, db, { project, facts: [...facts.values()] })
  const versionOf = new Map(evaluators.map(({ name, version }) => [name, version]))
  const live = await liveCounts(db, project, baseline?.release.targets ?? [])
  const isFixed = candidate.external?.isDeterministic === true && baseline?.external?.isDeterministic !== false
  const notCompared = whyNotCompared({ candidate, baseline, isNamed: parts.isNamed })
  return {
    policy: policy.policy,
    candidate: candidate.release.targets.map(exactTarget),
    baseline: (baseline?.release.targets ?? []).map(exactTarget),
    evaluators,
    datasets: chosen.map(({ dataset: name, revision, target, rows }) => ({
      ...{ name, revision, target, outcomes: isFixed ? ('fixed' as const) : ('random' as const), baselinePerPair: 1 },
      ...(notCompared === null ? {} : { notCompared }),
      rows: rows.flatMap(({ id, revision: rowRevision }) => {
        const fact = facts.get(id)
        if (fact === undefined) return []
        const test = testKey(fact, versionOf)
        return [{ ...fact, id, revision: rowRevision, status: 'active' as const, live: live(target, id, test) }]
      }),
    })),
  }
}

const exactTarget = ({ type, name, version }: ReleaseTarget) => ({ type, name, version })

/** Each evaluator as rows name it, with the version that this means now. */
async function versionsOf(
  { evaluators }: GateContext,
  db: GateDb,
  { project, facts }: { readonly project: string; readonly facts: readonly RowFact[] },
): Promise<SubjectFacts['evaluators']> {
  const references = [...new Set(facts.flatMap((fact) => fact.evaluators))].sort()
  const versions = await evaluators.resolveWithin(db, project, references)
  return references.flatMap((name, at) => {
    const version = versions[at]?.id
    return version === undefined ? [] : [{ name, version }]
  })
}

type LiveCounts = (targetName: string, rowId: string, test: string) => OutcomeCounts | null

/** What rows did on what is deployed, in trials of the same test. */
async function liveCounts(db: GateDb, project: string, targets: readonly ReleaseTarget[]): Promise<LiveCounts> {
  const counts = new Map<string, OutcomeCounts>()
  for (const target of targets) {
    for (const row of await countRowOutcomes(db, { project, target: streamTarget(target) })) {
      counts.set(JSON.stringify([target.name, row.rowId, row.test]), row)
    }
  }
  return (targetName, rowId, test) => counts.get(JSON.stringify([targetName, rowId, test])) ?? null
}
