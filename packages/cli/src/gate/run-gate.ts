import { AppError, type GateView, gateViewSchema, type NewGate, type NewRelease, releaseText } from '@pawl/core'
import type { Command } from 'commander'
import type { CommandContext, ProgramContext } from '../command-context.ts'
import { releaseOnServer } from './choose-release.ts'
import { type ExternalOptions, type ExternalWork, readExternal } from './external-target.ts'
import { followGate, GateWorkers } from './follow-gate.ts'
import { gatePath, reportOf } from './gate-report.ts'
import { findGateServer, type GateServer, type GateServerOptions, openGateServer } from './gate-server.ts'
import { type AskedGate, fillLocalServer, planLocalGate } from './local-gate.ts'
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
  const found = await findGateServer(command, programContext, { ...options, needsServer: isRef })
  // On files alone a baseline is a git ref, and names no version of an agent.
  const { baseline, ...others } = options
  const external =
    options.external === undefined
      ? null
      : await readExternal(found.isLocal || baseline === undefined ? others : options)
  const local = found.isLocal ? await planLocalGate(found, options, external) : null
  await using server = await openGateServer(found)
  const { context, repository, isLocal } = server
  const asked = local === null ? await releaseOf(server, options, external) : await fillLocalServer(server, local)
  const body: NewGate = {
    environment: options.env ?? repository.project.environment,
    ...{ release: asked.release, baseline: asked.baseline },
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.note !== undefined && { note: options.note }),
  }
  const started = await context.api.fetchAnswer('/api/gates', gateViewSchema, { method: 'POST', body })
  context.note(`Gate ${started.id}: ${releaseText(started.release)} for ${started.environment}`)
  const interruption = context.terminal.interruption()
  const view = await decide(context, started, { external, concurrency: options.concurrency, signal: interruption })
  const report = await reportOf({ context, repository, isLocal }, view, asked)
  await writeOutputs(context, report, options)
  return interruption.aborted ? 130 : gateExitCode(view)
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 3 } as const

/** A release that nothing protects was not shown to be good, whatever else it is. */
export function gateExitCode({ status, decision }: GateView): number {
  if (status === 'failed') return 5
  return status === 'decided' && !decision.isUnprotected ? exitCodes[decision.verdict] : exitCodes.inconclusive
}

async function releaseOf(
  { context, repository }: GateServer,
  { prompt = [], baseline, env }: RunGateOptions,
  external: ExternalWork | null,
): Promise<AskedGate> {
  if (external !== null) return { release: external.release, baseline: external.named, against: null, weakenings: null }
  const instead: NewRelease | null = baseline === undefined ? null : { type: 'prompts', prompts: baseline.split(',') }
  const shared = { baseline: instead, against: null, weakenings: null }
  if (prompt.length > 0) return { ...shared, release: { type: 'prompts', prompts: [...prompt] } }
  return { ...shared, release: await releaseOnServer(context, repository, env ?? repository.project.environment) }
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
  const isOfWorkers = (type: string | undefined) => type === 'command' || type === 'function' || type === 'recorded'
  const isHere = isOfWorkers(asked.target?.type)
  const isWorked = release.targets.some(({ type }) => isOfWorkers(type))
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
