import { AppError, type NewRelease } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import type { LocalPrompt } from '../prompts/read-local-prompt.ts'
import type { Repository } from '../repository/load-repository.ts'
import { type PushOutcome, pushFiles } from '../sync/push-files.ts'
import { SyncBase } from '../sync/sync-base.ts'
import { type ChosenPrompts, choosePromptsByGit } from './choose-release.ts'
import type { ExternalWork } from './external-target.ts'
import { findFileWeakenings } from './find-file-weakenings.ts'
import type { FoundGateServer, GateServer } from './gate-server.ts'
import { type Baseline, findBaseline } from './git-baseline.ts'
import { makeBaselineVersions } from './make-baseline-versions.ts'

/** What a gate is asked to decide. */
export interface AskedGate {
  readonly release: NewRelease
  readonly baseline: NewRelease | null
  /** What it is compared with, in words; null where the gate itself says. */
  readonly against: string | null
  /** What is protected less than at the baseline; null where the gate itself says. */
  readonly weakenings: readonly string[] | null
}

export interface LocalGatePlan extends AskedGate {
  /** The prompts of the release as they were at the baseline. */
  readonly compared: readonly LocalPrompt[]
}

/** What is released and what it is compared with, from files and git alone: what is wrong with them shows before anything is started. */
export async function planLocalGate(
  { context, repository }: FoundGateServer,
  options: { readonly prompt?: readonly string[]; readonly baseline?: string },
  external: ExternalWork | null,
): Promise<LocalGatePlan> {
  refuseUnknownEvaluators(repository)
  const baseline = await findBaseline({ repository, wanted: options.baseline, environment: context.environment })
  const weakenings = findFileWeakenings(baseline.datasets, repository.datasets)
  if (external !== null) return { release: external.release, baseline: null, against: null, weakenings, compared: [] }
  const chosen = choosePromptsByGit(repository, options.prompt ?? [], baseline)
  noteRelease(context, chosen, baseline)
  // A prompt says nothing when it is compared with itself; whether it holds its rows, they alone can say.
  const isNew = chosen.prompts.some(({ name, versionId }) => baseline.prompts.get(name)?.versionId !== versionId)
  const compared = isNew ? chosen.prompts.flatMap(({ name }) => baseline.prompts.get(name) ?? []) : []
  return {
    release: promptRelease(chosen.prompts),
    baseline: compared.length === 0 ? null : promptRelease(compared),
    against: compared.length === 0 ? nothingToCompare(baseline, isNew) : `against ${baseline.words}`,
    ...{ weakenings, compared },
  }
}

/** On files alone an evaluator that no file has is nowhere. */
function refuseUnknownEvaluators({ datasets, evaluators }: Repository): void {
  const known = new Set(evaluators.map(({ value }) => value.name))
  for (const { path, rows, inline } of datasets) {
    for (const row of rows) {
      const unknown = row.evaluators.find((name) => !known.has(name) && !inline.has(name))
      if (unknown === undefined) continue
      const there = known.size === 0 ? 'there is no evaluator file' : `there is ${[...known].join(', ')}`
      throw new AppError(
        'bad_request',
        `${path}:${row.line}: no file here is for the evaluator ${unknown}: ${there}.`,
        {
          fix: `Write evaluators/${unknown}.yml, correct the name, or write the check out in the row.`,
        },
      )
    }
  }
}

const promptRelease = (prompts: readonly LocalPrompt[]): NewRelease => ({
  type: 'prompts',
  prompts: prompts.map(({ name, versionId }) => `${name}@${versionId}`),
})

function nothingToCompare({ commit, words }: Baseline, isNew: boolean): string {
  const why = commit === null ? words : isNew ? `not there at ${words}` : `unchanged since ${words}`
  return `compared with nothing (${why}), so blocking rows alone decide`
}

function noteRelease(
  { note }: CommandContext,
  { prompts, unchanged }: ChosenPrompts,
  { words, commit }: Baseline,
): void {
  note(
    `Release: ${prompts.map(({ name }) => name).join(', ')}. Baseline: ${commit === null ? `none, ${words}` : words}.`,
  )
  if (unchanged.length > 0) note(`Left out, as they are unchanged: ${unchanged.join(', ')}; --prompt names them.`)
}

/** Brings the files, and the prompts as they were at the baseline, into the server of this process. */
export async function fillLocalServer(server: GateServer, plan: LocalGatePlan): Promise<AskedGate> {
  await makeBaselineVersions(server.context.api, plan.compared)
  const { remarks } = await mirror(server)
  for (const { message } of remarks) server.context.note(message)
  const [first] = remarks
  if (first === undefined) return plan
  throw new AppError('bad_request', `The gate cannot judge by what the files say: ${first.message}`, {
    fix: 'Correct the check or its examples, or make the row a draft.',
  })
}

/** It holds what the files say and nothing else; what was gone is archived, evidence stays. */
async function mirror({ context: { api }, repository: files, dataDir }: GateServer): Promise<PushOutcome> {
  // What protects nothing in particular must not keep what an earlier gate knew it to protect.
  const datasets = files.datasets.map((dataset) => {
    return { ...dataset, head: { ...dataset.head, prompts: dataset.head.prompts ?? [] } }
  })
  try {
    return await pushFiles({
      ...{
        api,
        repository: { ...files, datasets },
        base: SyncBase.none(),
        dryRun: false,
        isDeleting: true,
        isMirror: true,
      },
      choice: { of: () => 'ours' },
      reason: 'As the files say',
    })
  } catch (error) {
    if (!AppError.isInstance(error) || !error.message.includes('is taken')) throw error
    throw new AppError('conflict', `${error.message} It stood in another dataset in an earlier gate.`, {
      fix: `Give it another id, or remove ${dataDir}, and with it the evidence of earlier gates.`,
      cause: error,
    })
  }
}
