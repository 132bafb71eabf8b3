import { type EvaluatorDefinition, type NewRun, newRunSchema, parsePath } from '@pawl/core'
import type { RunsSearch } from '../run-search.ts'

/** A run while it is put together; figures are texts, as they are typed. */
export interface RunDraft {
  readonly targetType: 'prompt' | 'http' | 'recorded'
  /** `name`, `name@3` or `name@production`. */
  readonly prompt: string
  readonly url: string
  /** JSON; empty for the row's input. */
  readonly body: string
  /** One a line: `name: value`. */
  readonly headers: string
  readonly outputPath: string
  readonly dataset: string
  readonly evaluators: readonly string[]
  readonly useRowEvaluators: boolean
  readonly includesDrafts: boolean
  readonly trials: string
  readonly capUsd: string
  readonly note: string
}

export function startDraft({ prompt, dataset, evaluator }: RunsSearch): RunDraft {
  return {
    targetType: 'prompt',
    prompt: prompt ?? '',
    url: '',
    body: '',
    headers: '',
    outputPath: '',
    dataset: dataset ?? '',
    evaluators: evaluator ?? [],
    useRowEvaluators: true,
    includesDrafts: false,
    trials: '1',
    capUsd: '',
    note: '',
  }
}

export interface ReadRun {
  readonly run: NewRun | undefined
  /** What is wrong, by field. */
  readonly errors: Readonly<Partial<Record<keyof RunDraft, string>>>
}

/** What the draft asks for, or what it still lacks. */
export function readRun(draft: RunDraft): ReadRun {
  const body = readBody(draft.body)
  const trials = Number(draft.trials)
  const cap = draft.capUsd.trim() === '' ? null : Number(draft.capUsd)
  const isHttp = draft.targetType === 'http'
  const errors: Partial<Record<keyof RunDraft, string>> = {
    ...(draft.targetType === 'prompt' && draft.prompt.trim() === '' ? { prompt: 'Choose a prompt version.' } : {}),
    ...(isHttp && !/^https?:\/\/./.test(draft.url) ? { url: 'An address that starts with http:// or https://.' } : {}),
    ...(isHttp && body === undefined ? { body: 'The body is not JSON.' } : {}),
    ...(isHttp && readHeaders(draft.headers) === undefined ? { headers: 'One header a line, as in name: value.' } : {}),
    ...(isHttp && draft.outputPath !== '' && parsePath(draft.outputPath) === undefined
      ? { outputPath: 'A path, as in choices[0].message.content.' }
      : {}),
    ...(draft.dataset === '' ? { dataset: 'Choose a dataset.' } : {}),
    ...(Number.isInteger(trials) && trials >= 1 && trials <= 1000 ? {} : { trials: 'A whole number from 1 to 1000.' }),
    ...(cap === null || cap >= 0 ? {} : { capUsd: 'US dollars, or nothing for no cap.' }),
  }
  if (Object.keys(errors).length > 0) return { run: undefined, errors }
  const run: NewRun = {
    target: targetOf(draft, body ?? null),
    datasetName: draft.dataset,
    evaluators: [...draft.evaluators],
    useRowEvaluators: draft.useRowEvaluators,
    trialsPerRow: trials,
    spendingCapUsd: cap,
    ...(draft.includesDrafts ? { rowStatuses: ['active', 'draft'] as ('active' | 'draft')[] } : {}),
    ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  }
  return newRunSchema.safeParse(run).success ? { run, errors } : { run: undefined, errors: { url: 'Not an address.' } }
}

function targetOf(draft: RunDraft, body: NonNullable<NewRun['target'] & { type: 'http' }>['body']): NewRun['target'] {
  switch (draft.targetType) {
    case 'prompt':
      return { type: 'prompt', prompt: draft.prompt.trim() }
    case 'http':
      return {
        ...{ type: 'http', url: draft.url.trim(), body: body ?? null, outputPath: draft.outputPath },
        headers: readHeaders(draft.headers) ?? {},
      }
    case 'recorded':
      return { type: 'recorded', from: 'source' }
  }
}

/** Undefined when a line is none. */
function readHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [, name = '', value = ''] = /^\s*([^\s:]+)\s*:(.*)$/.exec(line) ?? []
    if (name === '') return undefined
    headers[name] = value.trim()
  }
  return headers
}

/** Undefined when it is no JSON. */
function readBody(text: string): (NewRun['target'] & { type: 'http' })['body'] {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text) as (NewRun['target'] & { type: 'http' })['body']
  } catch {
    return undefined
  }
}

/** How often judging one output by this evaluator asks a model. */
export function judgeCallsOf(definition: EvaluatorDefinition): number {
  switch (definition.kind) {
    case 'combine':
      return definition.parts.reduce((sum, part) => sum + judgeCallsOf(part.definition), 0)
    case 'judge':
      return definition.method.form === 'rubric'
        ? definition.method.criteria.length
        : definition.method.form === 'pairwise'
          ? 2
          : 1
    case 'autoevals':
      return 1
    case 'similarity':
      return definition.method === 'embedding' ? 2 : 0
    default:
      return 0
  }
}

export interface CallEstimate {
  readonly trials: number
  readonly targetCalls: number
  readonly judgeCalls: number
}

/** What a run will ask for at least: a trial that calls tools asks its model once for every step. */
export function estimateCalls(
  draft: RunDraft,
  rowCount: number,
  definitions: readonly EvaluatorDefinition[],
): CallEstimate {
  const trials = rowCount * Math.max(1, Math.floor(Number(draft.trials)) || 1)
  const perTrial = definitions.reduce((sum, definition) => sum + judgeCallsOf(definition), 0)
  return { trials, targetCalls: draft.targetType === 'recorded' ? 0 : trials, judgeCalls: trials * perTrial }
}

const quoted = (text: string): string => (/^[\w@./:,=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The command that starts the same run. */
export function runCommand(draft: RunDraft): string {
  const target = {
    prompt: ['--prompt', draft.prompt.trim() || '<prompt>'],
    http: ['--http', draft.url.trim() || '<address>'],
    recorded: ['--recorded'],
  }[draft.targetType]
  const parts = [
    'pawl',
    'run',
    ...target,
    ...(draft.targetType === 'http' && draft.body.trim() !== '' ? ['--body', draft.body.trim()] : []),
    ...(draft.targetType === 'http'
      ? Object.entries(readHeaders(draft.headers) ?? {}).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
      : []),
    ...(draft.targetType === 'http' && draft.outputPath !== '' ? ['--output-path', draft.outputPath] : []),
    '--dataset',
    draft.dataset || '<dataset>',
    ...draft.evaluators.flatMap((name) => ['--evaluator', name]),
    ...(draft.useRowEvaluators ? [] : ['--only-evaluators']),
    ...(draft.includesDrafts ? ['--status', 'active', 'draft'] : []),
    ...(draft.trials === '1' ? [] : ['--trials', draft.trials]),
    ...(draft.capUsd.trim() === '' ? [] : ['--cap-usd', draft.capUsd.trim()]),
    ...(draft.note.trim() === '' ? [] : ['--note', draft.note.trim()]),
  ]
  return parts.map((part) => (part.startsWith('<') ? part : quoted(part))).join(' ')
}
