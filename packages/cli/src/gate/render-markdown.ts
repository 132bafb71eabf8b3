import { type GateView, releaseText, type SetVerdict } from '@pawl/core'
import { formatCost } from '../layout/format-value.ts'
import { safeText } from '../layout/safe-text.ts'
import { endReason, type GateReport, type ReportedRow } from './gate-report.ts'
import { changeText, evidenceOf, notRunText, placeText, rowTally, unusedText, verdictWord } from './gate-words.ts'

const shownRows = 10
const shownText = 2_000
const signs = { PASS: '✅', FAIL: '❌' } as const

/** A gate as the summary of a pull request. What models said is shown as text and never read as Markdown. */
export function renderMarkdown(report: GateReport): string {
  const { view, rows, against } = report
  const { environment, release } = view
  const word = verdictWord(view)
  const sign = word in signs ? signs[word as keyof typeof signs] : '⚠️'
  const parts = [
    `## ${sign} Pawl gate: ${word.toLowerCase()}`,
    `${inline(releaseText(release))} for **${plain(environment)}**, ${plain(against)}. ${plain(endReason(report))}.`,
    weakenings(report.weakenings),
    `### Blocking rows: ${rowTally(view)}`,
    ...rows.slice(0, shownRows).map(rowPart),
    rows.length > shownRows ? `…and ${rows.length - shownRows} more.` : '',
    datasetTable(view),
    limitTable(view),
    notRun(report),
    ending(report),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function weakenings(all: readonly string[]): string {
  if (all.length === 0) return ''
  return `> [!WARNING]\n> Protects less than before:\n${all.map((line) => `> - ${plain(line)}`).join('\n')}`
}

function rowPart(row: ReportedRow): string {
  const { verdict, asked, cameOut, expected, why } = row
  const place = placeText(row)
  const title = `**${inline(verdict.rowId)}** ${verdict.state}${place === '' ? ` (${plain(verdict.dataset)})` : ` (${inline(place)})`}: ${plain(verdict.reason)}`
  const facts = [
    ['Asked', asked],
    ['Came out', cameOut],
    ['Expected', expected],
    ['Why', why.join('\n')],
  ] as const
  const blocks = facts.filter(([, text]) => text !== '').map(([name, text]) => `${name}:\n\n${fenced(text)}`)
  if (blocks.length === 0) return title
  return `${title}\n\n<details><summary>What came out, and what was expected</summary>\n\n${blocks.join('\n\n')}\n\n</details>`
}

function datasetTable(view: GateView): string {
  const { datasets } = view.decision
  if (datasets.length === 0) return ''
  const line = (set: SetVerdict) =>
    `| ${inline(set.name)} | ${set.state.replace('_', ' ')} | ${set.pairs === 0 ? '' : changeText(set)} | ${set.pairs === 0 ? '' : evidenceOf(set, view)} | ${plain(set.reason)} |`
  return `### Datasets\n\n| dataset | verdict | change | evidence | |\n|---|---|---|---|---|\n${datasets.map(line).join('\n')}`
}

function limitTable({ decision: { limits } }: GateView): string {
  if (limits.length === 0) return ''
  const percent = (share: number | null) => (share === null ? 'not measured' : `${(share * 100).toFixed(0)} %`)
  const lines = limits.map(({ dataset, figure, state, increase, maxIncrease }) => {
    return `| ${inline(dataset)} | ${figure} | ${state} | ${percent(increase)} | ${percent(maxIncrease)} |`
  })
  return `### Limits\n\n| dataset | figure | verdict | increase | at most |\n|---|---|---|---|---|\n${lines.join('\n')}`
}

function notRun(report: GateReport): string {
  const text = notRunText(report.view)
  const { unusedDatasets } = report.view
  const unused =
    unusedDatasets.length === 0 ? '' : `${unusedText(report.view)}: ${unusedDatasets.map(inline).join(', ')}.`
  return [text === '' ? '' : `**Not run:** ${plain(text)}`, unused].filter((part) => part !== '').join('\n\n')
}

function ending({ view, verify }: GateReport): string {
  const { trials, costUsd, id, evidenceHash, auditHead, decision } = view
  const cost = formatCost(costUsd)
  const models = [...new Set(decision.models.map(({ model }) => model))]
  const facts = [
    `${trials} trials${cost === '' ? '' : `, ${cost}`}${models.length === 0 ? '' : `, answered by ${models.map(inline).join(', ')}`}`,
    `gate ${inline(id)}`,
    ...(evidenceHash === null ? [] : [`evidence sha256 ${inline(evidenceHash)}`]),
    ...(auditHead === null ? [] : [`audit head ${auditHead.sequence} ${inline(auditHead.hash)}`]),
    `verify with ${inline(verify)}`,
  ]
  return `<sub>${facts.join(' · ')}</sub>`
}

/** Text that Markdown, HTML and the mentions of a forge would otherwise act on. */
function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]<>#|~&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll('@', '@\u200b')
}

function inline(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}

const oneLine = (text: string): string => safeText(text.replace(/\s+/g, ' ')).trim()

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const shown = safeText(text.length > shownText ? `${text.slice(0, shownText)}…` : text)
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${shown}\n${fence}`
}
