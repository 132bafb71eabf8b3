import {
  AppError,
  type NewOnlineEvaluation,
  type OnlineEvaluation,
  type OnlineEvaluationView,
  onlineEvaluationListSchema,
  onlineEvaluationViewSchema,
} from '@pawl/core'
import { z } from 'zod'
import type { ApiClient, Query } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

const listPath = '/api/online-evaluations'
const pathOf = (evaluator: string): string => `${listPath}/${encodeURIComponent(evaluator)}`

const fetchOnline = async (api: ApiClient): Promise<readonly OnlineEvaluationView[]> =>
  (await api.fetchAnswer(listPath, onlineEvaluationListSchema)).onlineEvaluations

export async function listOnlineEvaluations(context: CommandContext): Promise<void> {
  const onlineEvaluations = await fetchOnline(context.api)
  context.printResult({ onlineEvaluations }, () =>
    onlineEvaluations.length === 0
      ? 'No evaluator judges live traffic. Let one with `pawl evaluators online add <evaluator>`.\n'
      : renderTable(onlineEvaluations, columns, { width: context.terminal.columns, paint: context.paint }),
  )
}

export interface OnlineOptions {
  readonly share?: number
  readonly delay?: number
  readonly cap?: number
  readonly allErrors?: boolean
  readonly spans?: boolean
  readonly spanKind?: string
  readonly spanName?: string
  readonly off?: boolean
  readonly on?: boolean
}

export interface OnlineRequest {
  readonly evaluator: string
  readonly options: OnlineOptions
  readonly filter: Query
  /** Else it is there, and what is not said stays. */
  readonly isNew: boolean
}

export async function saveOnlineEvaluation(context: CommandContext, request: OnlineRequest): Promise<void> {
  const name = request.evaluator.split('@')[0] ?? ''
  const before = (await fetchOnline(context.api)).find((each) => each.name === name)
  if (request.isNew && before !== undefined) {
    throw new AppError('conflict', `${name} judges live traffic already.`, {
      fix: `Change how with \`pawl evaluators online change ${name}\`.`,
    })
  }
  if (!request.isNew && before === undefined) {
    throw new AppError('not_found', `${name} does not judge live traffic.`, {
      fix: `Let it with \`pawl evaluators online add ${name}\`.`,
    })
  }
  const body = { ...before?.definition, ...definitionOf(request, before?.definition) }
  const saved = await context.api.fetchAnswer(pathOf(name), onlineEvaluationViewSchema, { method: 'PUT', body })
  context.printResult(saved, () => `${sentenceOf(saved)}\n`)
}

function definitionOf(
  { evaluator, options, filter }: OnlineRequest,
  before: OnlineEvaluation | undefined,
): NewOnlineEvaluation {
  const { from, to, id, runs, ...rest } = filter
  const refused = Object.entries({ from, to, id, runs }).find(([, value]) => value !== undefined)?.[0]
  if (refused !== undefined) {
    throw new AppError('bad_request', `--${refused} has no meaning for live traffic.`, {
      where: refused,
      fix: 'What came in before is judged with `pawl evaluators online backfill`.',
    })
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const { share, delay, cap, allErrors, on, off } = options
  return {
    evaluator,
    ...targetOf(options),
    filter: { ...before?.filter, ...given },
    ...(share !== undefined && { share }),
    ...(delay !== undefined && { delaySeconds: delay }),
    ...(cap !== undefined && { capUsdPerDay: cap }),
    ...(allErrors !== undefined && { allErrors }),
    ...((on === true || off === true) && { isEnabled: on === true }),
  }
}

function targetOf({ spans, spanKind, spanName }: OnlineOptions): Pick<NewOnlineEvaluation, 'target'> {
  if (spans !== true && spanKind === undefined && spanName === undefined) return {}
  const target = { kind: 'spans', ...(spanKind !== undefined && { spanKind }), ...(spanName && { name: spanName }) }
  // The server says which kinds there are.
  return { target: target as NonNullable<NewOnlineEvaluation['target']> }
}

function sentenceOf({ name, definition, share, problem }: OnlineEvaluationView): string {
  const what = definition.target.kind === 'trace' ? 'traces' : 'spans'
  const judges = definition.isEnabled
    ? `${name} judges ${share >= 1 ? `all ${what}` : `${share * 100} % of ${what}`} as they come in.`
    : `${name} is switched off.`
  return problem === null ? judges : `${judges} ${problem}`
}

export async function removeOnlineEvaluation(context: CommandContext, evaluator: string): Promise<void> {
  await context.api.fetchAnswer(pathOf(evaluator), z.unknown(), { method: 'DELETE' })
  context.note(`${evaluator} judges live traffic no more. Its scores stay.`)
}

export interface BackfillOptions {
  readonly evaluator: string
  readonly from?: string
  readonly to?: string
  readonly wait?: boolean
}

const dayMs = 86_400_000
const askEveryMs = 500

export async function startOnlineBackfill(context: CommandContext, options: BackfillOptions): Promise<void> {
  const path = `${pathOf(options.evaluator)}/backfill`
  const nowMs = Date.now()
  const from = timeOf('from', options.from, nowMs - 30 * dayMs)
  const to = timeOf('to', options.to, nowMs)
  let view = await context.api.fetchAnswer(path, onlineEvaluationViewSchema, { method: 'POST', body: { from, to } })
  let said = ''
  while (options.wait === true && view.backfill?.state === 'running') {
    const progress = progressOf(view)
    if (progress !== said) context.note(progress)
    said = progress
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    view = (await fetchOnline(context.api)).find(({ name }) => name === view.name) ?? view
  }
  context.printResult(view, () => `${progressOf(view)}\n`)
}

export async function cancelOnlineBackfill(context: CommandContext, evaluator: string): Promise<void> {
  const path = `${pathOf(evaluator)}/backfill`
  const view = await context.api.fetchAnswer(path, onlineEvaluationViewSchema, { method: 'DELETE' })
  context.printResult(view, () => `${progressOf(view)}\n`)
}

function timeOf(name: string, text: string | undefined, otherwiseMs: number): string {
  const ms = text === undefined ? otherwiseMs : Date.parse(text)
  if (!Number.isNaN(ms)) return new Date(ms).toISOString()
  throw new AppError('bad_request', `--${name} is no time: ${text}`, {
    where: name,
    fix: 'Write it as 2026-03-01 or 2026-03-01T12:00:00Z.',
  })
}

function progressOf({ name, backfill }: OnlineEvaluationView): string {
  if (backfill === null) return `Nothing of the past is judged by ${name}.`
  const { state, judged, total, problem } = backfill
  const told = `${name}: ${judged} of ${total} traces, ${state}`
  return problem === null ? told : `${told}. ${problem}`
}

const columns: readonly Column<OnlineEvaluationView>[] = [
  { title: 'EVALUATOR', cell: ({ name }) => name, minWidth: 16 },
  { title: 'OF', cell: ({ definition }) => (definition.target.kind === 'trace' ? 'traces' : 'spans') },
  { title: 'SHARE', cell: ({ share }) => `${Number((share * 100).toFixed(1))} %`, align: 'right' },
  { title: 'PASSED', cell: ({ judged }) => String(judged.pass), align: 'right', color: () => 'green' },
  { title: 'FAILED', cell: ({ judged }) => String(judged.fail), align: 'right', color: () => 'red' },
  { title: 'UNKNOWN', cell: ({ judged }) => String(judged.unknown), align: 'right', dropOrder: 2 },
  {
    title: 'SPENT',
    cell: ({ spentTodayUsd, definition: { capUsdPerDay } }) =>
      capUsdPerDay === null ? '' : `$${spentTodayUsd.toFixed(2)} of $${capUsdPerDay}`,
    align: 'right',
  },
  {
    title: 'JUDGED UNTIL',
    cell: ({ judgedUntil }) => (judgedUntil === null ? 'not yet' : formatTime(judgedUntil)),
    dropOrder: 1,
  },
  { title: 'PROBLEM', cell: ({ definition, problem }) => problem ?? (definition.isEnabled ? '' : 'off'), minWidth: 8 },
]
