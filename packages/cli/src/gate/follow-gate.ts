import { setTimeout as sleep } from 'node:timers/promises'
import { applyGateChange, type GateView, gateChangeSchema, gateViewSchema, runViewSchema } from '@pawl/core'
import { type TargetFunction, workOnRun } from '@pawl/sdk'
import { readServerEvents } from '../api/server-events.ts'
import type { CommandContext } from '../command-context.ts'
import { formatAmount } from '../layout/format-value.ts'
import { createProgressLine } from '../layout/progress-line.ts'
import { toAppError } from '../runs/to-app-error.ts'
import { gatePath } from './gate-report.ts'
import { evidenceOf, rowTally } from './gate-words.ts'

const reconnectMs = 500

const isOver = ({ status }: GateView): boolean => status !== 'waiting' && status !== 'running'

export interface GateWork {
  readonly signal: AbortSignal
  /** Sees each state of the gate; what it throws ends the following. */
  readonly onView: (view: GateView) => void
}

/** Shows how a gate goes on until it is over, or the signal aborts. Returns the last that was heard of it. */
export async function followGate(context: CommandContext, started: GateView, work: GateWork): Promise<GateView> {
  const line = createProgressLine(context.terminal)
  let view = started
  const see = (next: GateView) => {
    view = next
    work.onView(view)
    line.update(() => progressText(view))
  }
  try {
    see(started)
    while (!isOver(view) && !work.signal.aborted) {
      await readEvents(context, started.id, { ...work, onView: see })
      // A stream that ended early says nothing of the gate.
      see(await context.api.fetchAnswer(gatePath(started.id), gateViewSchema))
      if (!isOver(view) && !work.signal.aborted) await sleep(reconnectMs)
    }
  } finally {
    line.clear()
  }
  return view
}

async function readEvents(context: CommandContext, id: string, { signal, onView }: GateWork): Promise<void> {
  try {
    const response = await context.api.open(gatePath(id, 'events'), { signal })
    if (response.body === null) return
    let view: GateView | undefined
    for await (const { event, data } of readServerEvents(response.body)) {
      if (event === 'gate') view = gateViewSchema.parse(JSON.parse(data))
      else if (event === 'change' && view) view = applyGateChange(view, gateChangeSchema.parse(JSON.parse(data)))
      else continue
      onView(view)
      if (isOver(view)) return
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function progressText(view: GateView): string {
  const sets = view.decision.datasets
    .filter(({ state }) => state !== 'not_tested')
    .map((set) => `${set.name} ${set.state === 'unsure' ? evidenceOf(set, view) : set.state}`)
  return [formatAmount(view.trials, 'trial'), `rows: ${rowTally(view)}`, ...sets].join('  ')
}

/** Works on the runs of a gate that wait for a worker, as they come up. */
export class GateWorkers {
  readonly #context: CommandContext
  readonly #targets: Readonly<Record<'candidate' | 'baseline', TargetFunction | null>>
  readonly #options: { readonly timeoutMs: number | undefined; readonly concurrency: number | undefined }
  readonly #working = new Map<string, Promise<unknown>>()
  readonly #stopping = new AbortController()
  failure: unknown

  constructor(
    context: CommandContext,
    targets: Readonly<Record<'candidate' | 'baseline', TargetFunction | null>>,
    options: { readonly timeoutMs: number | undefined; readonly concurrency: number | undefined },
  ) {
    this.#context = context
    this.#targets = targets
    this.#options = options
  }

  take({ runs }: GateView): void {
    for (const { runId, side } of runs) {
      const target = this.#targets[side]
      if (target === null || this.#working.has(runId)) continue
      const work = this.#work(runId, target).catch((error: unknown) => {
        this.failure ??= toAppError(error)
      })
      this.#working.set(runId, work)
    }
  }

  async #work(runId: string, target: TargetFunction): Promise<void> {
    const run = await this.#context.api.fetchAnswer(`/api/runs/${encodeURIComponent(runId)}`, runViewSchema)
    await workOnRun(this.#context.pawl, run, { ...this.#options, target, signal: this.#stopping.signal })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#working.values())
  }
}
