import { AppError, type GateView, gateViewSchema, type NewGate, type NewRelease } from '@pawl/core'
import type { Command } from 'commander'
import type { CommandContext, ProgramContext } from '../command-context.ts'
import type { Repository } from '../repository/load-repository.ts'
import { pushFiles } from '../sync/push-files.ts'
import { SyncBase } from '../sync/sync-base.ts'
import { type ChosenPrompts, choosePromptsByGit, releaseOnServer } from './choose-release.ts'
import { type ExternalOptions, type ExternalWork, readExternal } from './external-target.ts'
import { followGate, GateWorkers } from './follow-gate.ts'
import { type FilePlaces, type GateReport, gatePath, reportedRows } from './gate-report.ts'
import { type GateServer, type GateServerOptions, openGateServer } from './gate-server.ts'
import { releaseText } from './gate-words.ts'
import { type Baseline, findBaseline } from './git-baseline.ts'
import { makeBaselineVersions } from './make-baseline-versions.ts'
import { type OutputOptions, writeOutputs } from './write-outputs.ts'

export interface RunGateOptions extends GateServerOptions, ExternalOptions, OutputOptions {
  readonly env?: string
  /** Refs on a server; names of prompts where the files are the release. */
  readonly prompt?: readonly string[]
  /** A git ref on files alone; `name@version` of prompts on a server. */
  readonly baseline?: string
  readonly concurrency?: number
  readonly note?: string
}

/** Runs a gate to its verdict. Returns the exit code: 0 pass, 1 fail, 3 neither. */
export async function runGate(
  command: Command,
  programContext: ProgramContext,
  options: RunGateOptions,
): Promise<number> {
  const isRef = (options.prompt ?? []).some((prompt) => prompt.includes('@'))
  await using server = await openGateServer(command, programContext, { ...options, needsServer: isRef })
  const external = options.external === undefined ? null : await readExternal(options)
  const asked = server.isLocal
    ? await prepareLocal(server, options, external)
    : { ...(await releaseOf(server, options, external)), against: null }
  const { context, repository } = server
  const body: NewGate = {
    environment: options.env ?? repository.project.environment,
    release: asked.release,
    baseline: asked.baseline,
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.note !== undefined && { note: options.note }),
  }
  const started = await context.api.fetchAnswer('/api/gates', gateViewSchema, { method: 'POST', body })
  context.note(`Gate ${started.id}: ${releaseText(started.release)} for ${started.environment}`)
  const interruption = context.terminal.interruption()
  const view = await decide(context, started, { external, concurrency: options.concurrency, signal: interruption })
  const places = placesOf(repository)
  const report: GateReport = {
    ...{ view, places },
    rows: await reportedRows(context.api, view, places),
    against: asked.against ?? againstText(view),
    verify: `pawl gate verify ${view.id}${server.isLocal ? ' --local' : ''}`,
  }
  await writeOutputs(context, report, options)
  return interruption.aborted ? 130 : gateExitCode(view)
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 3 } as const

/** A release that nothing protects was not shown to be good, whatever else it is. */
export function gateExitCode({ status, decision }: GateView): number {
  if (status === 'failed') return 5
  return status === 'decided' && !decision.isUnprotected ? exitCodes[decision.verdict] : exitCodes.inconclusive
}

const againstText = ({ baseline }: GateView): string =>
  baseline === null ? 'where nothing is deployed' : `against ${releaseText(baseline)}`

interface AskedGate {
  readonly release: NewRelease
  readonly baseline: NewRelease | null
  /** What it is compared with, in words; null where the gate itself says. */
  readonly against: string | null
}

async function releaseOf(
  { context, repository }: GateServer,
  { prompt = [], baseline, env }: RunGateOptions,
  external: ExternalWork | null,
): Promise<Omit<AskedGate, 'against'>> {
  const instead: NewRelease | null = baseline === undefined ? null : { type: 'prompts', prompts: baseline.split(',') }
  if (external !== null) return { release: external.release, baseline: instead }
  if (prompt.length > 0) return { release: { type: 'prompts', prompts: [...prompt] }, baseline: instead }
  return {
    release: await releaseOnServer(context, repository, env ?? repository.project.environment),
    baseline: instead,
  }
}

/** Brings the files, and the prompts as they were at the baseline, into the server of this process. */
async function prepareLocal(
  server: GateServer,
  options: RunGateOptions,
  external: ExternalWork | null,
): Promise<AskedGate> {
  const { context, repository } = server
  const names = options.prompt ?? []
  const baseline = await findBaseline({ repository, wanted: options.baseline, environment: context.environment })
  const chosen = external === null ? choosePromptsByGit(repository, names, baseline) : { prompts: [], unchanged: [] }
  if (external === null) noteRelease(context, chosen, baseline)
  const compared = chosen.prompts.flatMap(({ name }) => baseline.prompts.get(name) ?? [])
  await makeBaselineVersions(context.api, compared)
  await mirror(context, repository)
  const words = compared.length === 0 ? nothingToCompare(baseline) : `against ${baseline.words}`
  if (external !== null) return { release: external.release, baseline: null, against: null }
  return {
    release: promptRelease(chosen.prompts),
    baseline: compared.length === 0 ? null : promptRelease(compared),
    against: words,
  }
}

const promptRelease = (prompts: ChosenPrompts['prompts']): NewRelease => ({
  type: 'prompts',
  prompts: prompts.map(({ name, versionId }) => `${name}@${versionId}`),
})

const nothingToCompare = ({ commit, words }: Baseline): string =>
  `compared with nothing (${commit === null ? words : `not there at ${words}`}), so blocking rows alone decide`

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

/** The server of this process holds what the files say and nothing else; what was gone is archived, evidence stays. */
async function mirror({ api, note }: CommandContext, repository: Repository): Promise<void> {
  const { remarks } = await pushFiles({
    ...{ api, repository, base: SyncBase.none(), dryRun: false, isDeleting: true, isMirror: true },
    choice: { of: () => 'ours' },
    reason: 'As the files say',
  })
  for (const { message } of remarks) note(message)
  const [first] = remarks
  if (first === undefined) return
  throw new AppError('bad_request', `The gate cannot judge by what the files say: ${first.message}`, {
    fix: 'Correct the check or its examples, or make the row a draft.',
  })
}

interface Deciding {
  readonly external: ExternalWork | null
  readonly concurrency: number | undefined
  readonly signal: AbortSignal
}

/** Follows the gate and makes the trials that are for this process. Ctrl-C cancels it; what was made stays. */
async function decide(
  context: CommandContext,
  started: GateView,
  { external, concurrency, signal }: Deciding,
): Promise<GateView> {
  const targets = { candidate: external?.candidate ?? null, baseline: external?.baseline ?? null }
  const workers = new GateWorkers(context, targets, { timeoutMs: external?.timeoutMs, concurrency })
  const onView = (view: GateView) => {
    if (workers.failure !== undefined) throw workers.failure
    if (external !== null) refuseAbsentTarget(view, external)
    workers.take(view)
  }
  try {
    const view = await followGate(context, started, { signal, onView })
    return signal.aborted ? await cancel(context, view, 'interrupted at the terminal') : view
  } catch (error) {
    await cancel(context, started, 'its worker ended').catch(() => undefined)
    throw error
  } finally {
    await workers.stop()
  }
}

/** A gate that waits for trials which nobody makes would wait for ever. */
function refuseAbsentTarget({ runs, release }: GateView, { candidate, baseline, release: asked }: ExternalWork): void {
  const isHere = asked.target?.type === 'command' || asked.target?.type === 'function'
  const isWorked = release.targets.some(({ type }) => type === 'command' || type === 'function')
  const side = runs.find((run) => (run.side === 'baseline' ? baseline : candidate) === null)?.side
  if (side === undefined || !isWorked || (side === 'candidate' && isHere)) return
  const option = side === 'baseline' ? '--baseline-target' : '--target'
  throw new AppError(
    'bad_request',
    `The gate needs trials of the ${side}, and ${option} does not say how they are made.`,
    {
      where: option,
      fix: `Give ${option} "command", or ${option} ./agent.ts, of that version.`,
    },
  )
}

async function cancel({ api }: CommandContext, view: GateView, reason: string): Promise<GateView> {
  return await api.fetchAnswer(gatePath(view.id, 'cancel'), gateViewSchema, { method: 'POST', body: { reason } })
}

/** Where rows and datasets stand in the files here. */
export function placesOf({ datasets }: Repository): FilePlaces {
  return {
    rows: new Map(
      datasets.flatMap(({ path, rows }) => rows.map(({ id, line }) => [id, { file: path, line }] as const)),
    ),
    datasets: new Map(datasets.map(({ name, path }) => [name, path])),
  }
}
