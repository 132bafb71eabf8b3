import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type ProofAttempt, type ProveRow, proofAttemptSchema, type RunView } from '@pawl/core'
import { type TargetFunction, workOnRun } from '@pawl/sdk'
import type { CommandContext } from '../command-context.ts'
import { createProgressLine } from '../layout/progress-line.ts'
import { safeLine } from '../layout/safe-text.ts'
import { commandTarget } from './command-target.ts'
import { loadModuleTarget } from './module-target.ts'
import { rateText } from './print-run.ts'
import { targetText } from './target-text.ts'
import { toAppError } from './to-app-error.ts'

export interface ProofRequest {
  readonly rowId: string
  readonly before: string
  readonly after: string
  readonly trials: number | undefined
  readonly concurrency: number | undefined
  readonly capUsd: number | undefined
  readonly evaluators: readonly string[] | undefined
}

const pollMs = 500

/**
 * Runs a row on the version that failed and on the one with the fix. Returns the exit code: 0 when the row taught, 1 when it
 * teaches nothing or the fix is not shown, 3 while it is undecided.
 */
export async function proveRow(context: CommandContext, request: ProofRequest): Promise<number> {
  const [before, after] = [await sideOf(request.before, '--before'), await sideOf(request.after, '--after')]
  const { trials, concurrency, capUsd, evaluators } = request
  const body: ProveRow = {
    before: before.spec,
    after: after.spec,
    ...(trials === undefined ? {} : { maxTrials: trials }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(capUsd === undefined ? {} : { spendingCapUsd: capUsd }),
    ...(evaluators === undefined ? {} : { evaluators: [...evaluators] }),
  }
  const path = `/api/rows/${encodeURIComponent(request.rowId)}/prove`
  const started = await context.api.fetchAnswer(path, proofAttemptSchema, { method: 'POST', body })
  const proof = await untilDecided(context, started, {
    before: before.run,
    after: after.run,
    concurrency: concurrency ?? 4,
  })
  context.printResult(proof, () => renderProof(proof))
  return exitCodes[proof.verdict]
}

const exitCodes = { taught: 0, teaches_nothing: 1, fix_not_shown: 1, undecided: 3 } as const satisfies Record<
  ProofAttempt['verdict'],
  number
>

interface Side {
  readonly spec: ProveRow['before']
  readonly run: TargetFunction | null
}

/** `prompt:name@3`, `http:https://…`, `command:python agent.py`, `target:./agent.ts`, `run:<id>`; without a kind, a prompt. */
async function sideOf(text: string, where: string): Promise<Side> {
  const { kind = 'prompt', value = text } =
    /^(?<kind>prompt|http|command|target|run):(?<value>.+)$/s.exec(text)?.groups ?? {}
  switch (kind) {
    case 'run':
      return { spec: { type: 'run', runId: value }, run: null }
    case 'command':
      return { spec: { type: 'command', command: value }, run: commandTarget(value) }
    case 'http':
      // `https://…` says its kind by itself.
      return { spec: { type: 'http', url: value.startsWith('//') ? text : value }, run: null }
    case 'target': {
      const { target, name, version } = await loadModuleTarget(value)
      return { spec: { type: 'function', name: name ?? value, version: version ?? null }, run: target }
    }
    case 'prompt':
      if (text.startsWith('https://')) return { spec: { type: 'http', url: text }, run: null }
      return { spec: { type: 'prompt', prompt: value }, run: null }
    default:
      throw new AppError('bad_request', `"${text}" names no target.`, {
        where,
        fix: 'Write prompt:name@3, http:https://…, command:python agent.py, target:./agent.ts or run:<id>.',
      })
  }
}

interface Work {
  readonly before: TargetFunction | null
  readonly after: TargetFunction | null
  readonly concurrency: number
}

async function untilDecided(context: CommandContext, started: ProofAttempt, work: Work): Promise<ProofAttempt> {
  const signal = context.terminal.interruption()
  const making = Promise.all([
    makeSide(context, started.before.run, { target: work.before, concurrency: work.concurrency, signal }),
    makeSide(context, started.after.run, { target: work.after, concurrency: work.concurrency, signal }),
  ])
  let failure: unknown
  making.catch((error: unknown) => {
    failure = error
  })
  const line = createProgressLine(context.terminal)
  const path = `/api/proofs/${encodeURIComponent(started.id)}`
  try {
    for (;;) {
      if (failure !== undefined) throw toAppError(failure)
      signal.throwIfAborted()
      const proof = await context.api.fetchAnswer(path, proofAttemptSchema)
      line.update(() => `before: ${tallyOf(proof.before)}  after: ${tallyOf(proof.after)}`)
      if (proof.status === 'decided') return proof
      await sleep(pollMs)
    }
  } finally {
    line.clear()
    await making.catch(() => undefined)
  }
}

async function makeSide(
  context: CommandContext,
  run: RunView,
  { target, concurrency, signal }: { target: TargetFunction | null; concurrency: number; signal: AbortSignal },
): Promise<void> {
  if (target !== null) await workOnRun(context.pawl, run, { target, concurrency, signal })
}

const tallyOf = ({ passRate: { passed, failed } }: ProofAttempt['before']): string =>
  `${passed} of ${passed + failed} passed`

function renderProof(proof: ProofAttempt): string {
  const side = (name: string, { run, passRate }: ProofAttempt['before']) =>
    `${name}  ${run.id}  ${safeLine(targetText(run))}  ${rateText(passRate)}`
  const lines = [
    `${proof.verdict.replaceAll('_', ' ')}: ${safeLine(proof.reason)}`,
    side('Before', proof.before),
    side('After ', proof.after),
    proof.proof === null ? 'Nothing was stored on the row.' : 'The proof stands on the row.',
  ]
  return `${lines.join('\n')}\n`
}
