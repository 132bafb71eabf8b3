import {
  type GateView,
  gateRecordSchema,
  nameRows,
  previewOfInput,
  type RowVerdict,
  type RunRowDetail,
  releaseText,
  runRowDetailSchema,
  type Trial,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import type { Repository } from '../repository/load-repository.ts'
import { isInlineName } from '../repository/local-dataset.ts'
import { messageText } from '../traces/render-messages.ts'

/** Where rows and datasets stand in files; empty where there are none. */
export interface FilePlaces {
  readonly rows: ReadonlyMap<string, { readonly file: string; readonly line: number }>
  readonly datasets: ReadonlyMap<string, string>
}

/** A blocking row that did not hold, with one of the trials that failed. */
export interface ReportedRow {
  readonly verdict: RowVerdict
  readonly file: string | null
  readonly line: number | null
  /** What it asks, on one line; '' where that was not fetched. */
  readonly name: string
  readonly asked: string
  readonly cameOut: string
  readonly expected: string
  /** What the evaluators that failed it said. */
  readonly why: readonly string[]
}

/** All that the outputs of a gate are made of. */
export interface GateReport {
  readonly view: GateView
  readonly rows: readonly ReportedRow[]
  readonly places: FilePlaces
  /** What the release is compared with, in words. */
  readonly against: string
  /** What is protected less than when it was last released, or than at the baseline; a sentence each. */
  readonly weakenings: readonly string[]
  /** The command that works the verdict out again. */
  readonly verify: string
}

interface ReportPlace {
  readonly context: Pick<CommandContext, 'api'>
  readonly repository: Repository
  readonly isLocal: boolean
}

/** A gate with what came out of the rows that did not hold. What is null in `known` the gate itself says. */
export async function reportOf(
  { context, repository, isLocal }: ReportPlace,
  view: GateView,
  known: { readonly against: string | null; readonly weakenings: readonly string[] | null },
): Promise<GateReport> {
  const places = placesOf(repository)
  const said = view.baseline === null ? 'where nothing is deployed' : `against ${releaseText(view.baseline)}`
  return {
    ...{ view, places },
    rows: await reportedRows(context.api, view, places),
    against: known.against ?? said,
    weakenings: known.weakenings ?? view.weakenings.map(({ message, who, reason }) => `${message} (${who}: ${reason})`),
    verify: `pawl gate verify ${view.id}${isLocal ? ' --local' : ''}`,
  }
}

/** Where rows and datasets stand in the files here. */
function placesOf({ datasets }: Repository): FilePlaces {
  const rows = datasets.flatMap(({ path, rows: all }) => all.map(({ id, line }) => [id, { file: path, line }] as const))
  return { rows: new Map(rows), datasets: new Map(datasets.map(({ name, path }) => [name, path])) }
}

const mostDetailed = 20

/** Fetches what came out of rows that are broken, or that failed without being settled. */
async function reportedRows(api: ApiClient, view: GateView, places: FilePlaces): Promise<ReportedRow[]> {
  const failing = view.decision.rows.filter(
    ({ state, failed }) => state === 'broken' || (state === 'unsure' && failed > 0),
  )
  const order = [...failing].sort(
    (a, b) => Number(b.state === 'broken') - Number(a.state === 'broken') || b.failed - a.failed,
  )
  if (order.length === 0) return []
  const { evidence } = await api.fetchAnswer(gatePath(view.id, 'evidence'), gateRecordSchema)
  const reported: ReportedRow[] = []
  for (const verdict of order) {
    const trial = evidence.trials.find(({ use, rowId, status, runId }) => {
      return use === 'row' && rowId === verdict.rowId && status === 'fail' && runId !== null
    })
    const detail =
      reported.length < mostDetailed && trial?.runId != null ? await fetchDetail(api, trial.runId, verdict.rowId) : null
    reported.push(reportedRow(verdict, { detail, place: places.rows.get(verdict.rowId) }))
  }
  return reported
}

async function fetchDetail(api: ApiClient, runId: string, rowId: string): Promise<RunRowDetail> {
  const path = `/api/runs/${encodeURIComponent(runId)}/rows/${encodeURIComponent(rowId)}`
  return await api.fetchAnswer(path, runRowDetailSchema)
}

export const gatePath = (id: string, part = ''): string =>
  `/api/gates/${encodeURIComponent(id)}${part === '' ? '' : `/${part}`}`

interface RowFacts {
  readonly detail: RunRowDetail | null
  readonly place: { readonly file: string; readonly line: number } | undefined
}

function reportedRow(verdict: RowVerdict, { detail, place }: RowFacts): ReportedRow {
  const trial = detail?.trials.find(({ status }) => status === 'fail')
  return {
    verdict,
    file: place?.file ?? null,
    line: place?.line ?? null,
    name: detail === null ? '' : previewOfInput(detail.input),
    asked: detail === null ? '' : inputText(detail),
    cameOut: trial === undefined ? '' : outputText(trial),
    expected: detail === null ? '' : expectedText(detail),
    why: (trial?.scores ?? [])
      .filter(({ outcome }) => outcome === 'fail')
      .map(({ evaluator, reason }) => (reason === '' ? checkName(evaluator) : `${checkName(evaluator)}: ${reason}`)),
  }
}

/** What a row writes out is known by its kind; the name that is made for it means nothing to a reader. */
const checkName = (evaluator: string): string =>
  isInlineName(evaluator) ? (evaluator.split('.')[1] ?? evaluator) : evaluator

function inputText({ input: { variables, messages } }: RunRowDetail): string {
  const named = Object.entries(variables).map(([name, value]) => {
    return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
  })
  return [...named, ...messages.map((message) => `${message.role}: ${messageText(message)}`)].join('\n')
}

function outputText({ output, error }: Trial): string {
  if (output === null) return error === null ? '' : `${error.type}: ${error.message}`
  if (output.messages.length > 0) return output.messages.map((message) => messageText(message)).join('\n')
  return typeof output.value === 'string' ? output.value : JSON.stringify(output.value ?? null)
}

function expectedText({ expectedBehavior, reference }: RunRowDetail): string {
  if (expectedBehavior !== '') return expectedBehavior
  if (reference === null) return ''
  return typeof reference === 'string' ? reference : JSON.stringify(reference)
}

/** Why the gate ended as it did, with rows named by their first words. */
export function endReason({ view: { decision, statusReason }, rows }: Pick<GateReport, 'view' | 'rows'>): string {
  const words = new Map(rows.map(({ verdict, name }) => [verdict.rowId, name]))
  return nameRows(statusReason === '' ? decision.reason : statusReason, (rowId) => words.get(rowId))
}
