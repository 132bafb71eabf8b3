import { type GateView, type LimitVerdict, releaseText, type SetVerdict } from '@pawl/core'
import { formatAmount, formatCost } from '../layout/format-value.ts'
import type { Color, Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'
import { endReason, type GateReport, type ReportedRow } from './gate-report.ts'
import { changeText, evidenceOf, notRunText, placeText, rowTally, unusedText, verdictWord } from './gate-words.ts'

const shownText = 600
const shownRows = 20

/** A finished gate for a terminal: the verdict first, then what broke, datasets, limits, and how to check all of it. */
export function renderGate(report: GateReport, paint: Paint): string {
  const { view, rows, against, verify } = report
  const { decision, environment, release } = view
  const title = `${paint(verdictColor(view), paint('bold', verdictWord(view)))}  ${safeLine(releaseText(release))} for ${safeLine(environment)}, ${against}`
  const sections = [
    [title, safeLine(endReason(report))],
    weakeningLines(report.weakenings),
    [`Blocking rows  ${rowTally(view)}`, ...rows.slice(0, shownRows).flatMap((row) => rowLines(row, paint))],
    datasetLines(view, paint),
    decision.limits.map((limit) => limitLine(limit, paint)),
    notRunLines(report),
    endLines(view, verify),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

const verdictColors = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const

const verdictColor = ({ decision, status }: GateView): Color =>
  status !== 'decided' || decision.isUnprotected ? 'yellow' : verdictColors[decision.verdict]

function weakeningLines(weakenings: readonly string[]): string[] {
  if (weakenings.length === 0) return []
  return ['Protects less than before', ...weakenings.map((weakening) => `  ${safeLine(weakening)}`)]
}

function rowLines(row: ReportedRow, paint: Paint): string[] {
  const { verdict, asked, cameOut, expected, why } = row
  const place = placeText(row)
  const title = `  ${paint(verdict.state === 'broken' ? 'red' : 'yellow', verdict.state)}  ${paint('bold', safeLine(verdict.rowId))}  ${safeLine(place === '' ? verdict.dataset : place)}`
  const facts = [
    ['asked', asked],
    ['came out', cameOut],
    ['expected', expected],
    ['why', why.join('; ')],
  ] as const
  const told = facts.filter(([, text]) => text !== '').map(([name, text]) => `    ${name.padEnd(10)}${block(text)}`)
  return [title, `    ${safeLine(verdict.reason)}`, ...told]
}

/** Texts of models are not trusted, and long ones are cut. */
function block(text: string): string {
  const safe = safeText(text.length > shownText ? `${text.slice(0, shownText)}…` : text)
  return safe
    .trim()
    .split('\n')
    .join(`\n${' '.repeat(14)}`)
}

function datasetLines(view: GateView, paint: Paint): string[] {
  const { datasets } = view.decision
  if (datasets.length === 0) return []
  return ['Datasets', ...datasets.map((set) => `  ${setLine(set, view, paint)}`)]
}

const setColors = { pass: 'green', fail: 'red', unsure: 'yellow', not_tested: 'dim' } as const

function setLine(set: SetVerdict, view: GateView, paint: Paint): string {
  const state = paint(setColors[set.state], set.state.replace('_', ' '))
  const facts = set.state === 'not_tested' ? '' : `  ${changeText(set)}, ${evidenceOf(set, view)}`
  return `${state}  ${safeLine(set.name)}${facts}. ${safeLine(set.reason)}`
}

function limitLine({ dataset, figure, maxIncrease, state, increase, interval }: LimitVerdict, paint: Paint): string {
  const color = { within: 'green', over: 'red', unsure: 'yellow' } as const
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`
  const range =
    interval === null ? '' : ` (${percent(interval.low)} to ${interval.high === null ? 'any' : percent(interval.high)})`
  const found = increase === null ? 'not measured' : `${increase >= 0 ? '+' : ''}${percent(increase)}${range}`
  return `${paint(color[state], state)}  ${figure} on ${safeLine(dataset)}: ${found}, at most +${percent(maxIncrease)}`
}

function notRunLines(report: GateReport): string[] {
  const text = notRunText(report.view)
  const { unusedDatasets } = report.view
  const unused = unusedDatasets.length === 0 ? [] : [`${unusedText(report.view)}: ${unusedDatasets.join(', ')}`]
  return [...(text === '' ? [] : [`Not run        ${safeLine(text)}`]), ...unused.map(safeLine)]
}

function endLines({ id, decision, trials, costUsd, evidenceHash, auditHead }: GateView, verify: string): string[] {
  const cost = formatCost(costUsd)
  const models = [...new Set(decision.models.map(({ model }) => model))].join(', ')
  return [
    `Trials         ${formatAmount(trials, 'trial')}${cost === '' ? '' : `, ${cost}`}${models === '' ? '' : `, answered by ${safeLine(models)}`}`,
    `Gate           ${id}`,
    ...(evidenceHash === null ? [] : [`Evidence       sha256 ${evidenceHash}`]),
    ...(auditHead === null ? [] : [`Audit head     ${auditHead.sequence} ${auditHead.hash}`]),
    `Verify         ${verify}`,
  ]
}
