import type { GateView, LimitVerdict, RowVerdict, SetVerdict } from '@pawl/core'
import type { GateReport, ReportedRow } from './gate-report.ts'
import { changeText, evidenceOf, verdictWord } from './gate-words.ts'

type Outcome = 'passed' | 'failure' | 'error' | 'skipped'

interface TestCase {
  readonly suite: string
  readonly name: string
  readonly outcome: Outcome
  readonly message: string
  readonly body: string
  readonly file: string | null
  readonly line: number | null
}

/** The gate in the form that CI systems read: a suite for each dataset, a case for each blocking row, dataset and limit. */
export function renderJunit(report: GateReport): string {
  const { view } = report
  const details = new Map(report.rows.map((row) => [row.verdict.rowId, row]))
  const { decision } = view
  const cases = [
    ...decision.rows.map((row) => rowCase(row, details.get(row.rowId), report)),
    ...decision.advisoryRows.map(({ rowId, dataset, role }): TestCase => {
      const message =
        role === 'advisory' ? 'It only advises' : 'Nothing was seen yet that passes it, so it does not block'
      return { suite: dataset, name: rowId, outcome: 'skipped', message, body: '', ...placeOf(rowId, report) }
    }),
    ...decision.datasets.map((set) => setCase(set, report)),
    ...decision.limits.map((limit) => limitCase(limit, report)),
  ]
  // A gate with nothing to decide by must not read as a pass.
  const all = cases.length > 0 || decision.verdict === 'pass' ? cases : [gateCase(view)]
  const suites = [...new Set(all.map(({ suite }) => suite))].map((suite) => {
    const own = all.filter((each) => each.suite === suite)
    return `  <testsuite name=${quoted(suite)} ${countsOf(own)}>\n${own.map(caseXml).join('')}  </testsuite>\n`
  })
  const name = `pawl gate ${verdictWord(view)}`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name=${quoted(name)} ${countsOf(all)}>\n${suites.join('')}</testsuites>\n`
}

function rowCase(row: RowVerdict, detail: ReportedRow | undefined, report: GateReport): TestCase {
  const body = detail === undefined ? '' : detailText(detail)
  const shared = { suite: row.dataset, name: row.rowId, message: row.reason, body, ...placeOf(row.rowId, report) }
  if (row.state === 'holds') return { ...shared, outcome: 'passed' }
  if (row.state === 'broken') return { ...shared, outcome: 'failure' }
  // Where the gate failed by another test, this one was not needed.
  return { ...shared, outcome: report.view.decision.verdict === 'inconclusive' ? 'error' : 'skipped' }
}

function detailText({ asked, cameOut, expected, why }: ReportedRow): string {
  return [
    ['asked', asked],
    ['came out', cameOut],
    ['expected', expected],
    ['why', why.join('\n')],
  ]
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}:\n${text}`)
    .join('\n\n')
}

function setCase(set: SetVerdict, { view, places }: GateReport): TestCase {
  const outcomes = { pass: 'passed', fail: 'failure', unsure: 'error', not_tested: 'skipped' } as const
  const isUnneeded = set.state === 'unsure' && view.decision.verdict === 'fail'
  const facts = set.pairs === 0 ? '' : ` (${changeText(set)}, ${evidenceOf(set, view)})`
  return {
    suite: set.name,
    name: 'the dataset is not worse than what is deployed',
    outcome: isUnneeded ? 'skipped' : outcomes[set.state],
    message: `${set.reason}${facts}`,
    body: '',
    file: places.datasets.get(set.name) ?? null,
    line: null,
  }
}

function limitCase(
  { dataset, figure, maxIncrease, state, increase }: LimitVerdict,
  { view, places }: GateReport,
): TestCase {
  const outcomes = { within: 'passed', over: 'failure', unsure: 'error' } as const
  const isUnneeded = state === 'unsure' && view.decision.verdict === 'fail'
  const found = increase === null ? 'not measured' : `${(increase * 100).toFixed(0)} % more than the baseline`
  return {
    suite: dataset,
    name: `${figure} grows by at most ${(maxIncrease * 100).toFixed(0)} %`,
    outcome: isUnneeded ? 'skipped' : outcomes[state],
    message: `${figure}: ${found}`,
    body: '',
    file: places.datasets.get(dataset) ?? null,
    line: null,
  }
}

function gateCase({ decision, status, statusReason }: GateView): TestCase {
  const message = status === 'decided' ? decision.reason : statusReason
  return { suite: 'gate', name: 'the gate decides', outcome: 'error', message, body: '', file: null, line: null }
}

function placeOf(rowId: string, { places }: GateReport): Pick<TestCase, 'file' | 'line'> {
  const place = places.rows.get(rowId)
  return { file: place?.file ?? null, line: place?.line ?? null }
}

function countsOf(cases: readonly TestCase[]): string {
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
}

function caseXml({ suite, name, outcome, message, body, file, line }: TestCase): string {
  const place = `${file === null ? '' : ` file=${quoted(file)}`}${line === null ? '' : ` line="${line}"`}`
  const open = `    <testcase classname=${quoted(suite)} name=${quoted(name)}${place}`
  if (outcome === 'passed') return `${open}/>\n`
  if (outcome === 'skipped') return `${open}><skipped message=${quoted(message)}/></testcase>\n`
  return `${open}><${outcome} message=${quoted(message)}>${escaped(body)}</${outcome}></testcase>\n`
}

// XML 1.0, 2.2: most control characters, lone surrogates and these two may not stand in a document, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no XML may hold
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

function escaped(text: string): string {
  const safe = text.replace(forbidden, '\ufffd')
  return safe.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** In an attribute line ends would become blanks. */
const quoted = (text: string): string => `"${escaped(text).replace(/[\n\r\t]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`
