import { nameRows } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { createPaint } from '../layout/paint.ts'
import { hostileOutput, sampleGate } from '../testing/sample-gate.ts'
import type { GateReport } from './gate-report.ts'
import { renderAnnotations } from './render-annotations.ts'
import { renderGate } from './render-gate.ts'
import { renderJunit } from './render-junit.ts'
import { renderMarkdown } from './render-markdown.ts'
import { gateExitCode } from './run-gate.ts'

const places = {
  rows: new Map([['late-refund', { file: 'datasets/a, b: 100%.jsonl', line: 7 }]]),
  datasets: new Map([['refunds', 'datasets/a, b: 100%.jsonl']]),
}

function reportOf({ view }: ReturnType<typeof sampleGate>): GateReport {
  const rows = view.decision.rows
    .filter(({ state }) => state === 'broken')
    .map((verdict) => ({
      ...{
        verdict,
        file: 'datasets/a, b: 100%.jsonl',
        line: 7,
        name: 'Late?',
        asked: 'question: Late?',
        cameOut: hostileOutput,
      },
      ...{ expected: 'Names the 30 days.', why: ['names_limit: it has none of "30 days"'] },
    }))
  return {
    view,
    rows,
    places,
    against: 'compared with nothing',
    weakenings: ['refunds.jsonl: the row x was taken out'],
    verify: 'pawl gate verify g-1',
  }
}

const failed = reportOf(sampleGate({ outcomeOf: (rowId) => (rowId === 'late-refund' ? 'fail' : 'pass') }))
const passed = reportOf(sampleGate({ outcomeOf: () => 'pass' }))
const unsure = reportOf(sampleGate({ outcomeOf: () => 'pass', trialsPerRow: 1 }))

describe('what a gate says', () => {
  it('begins with the verdict, names each broken row at its line, and says how to check it', () => {
    const text = renderGate(failed, createPaint(false))
    expect(text).toMatch(
      /^FAIL {2}support@2 for production, compared with nothing\nRow late-refund of refunds is broken/,
    )
    expect(text).toContain('Protects less than before\n  refunds.jsonl: the row x was taken out\n')
    expect(text).toContain('broken  late-refund  datasets/a, b: 100%.jsonl:7')
    expect(text).toMatch(/came out {2}Your "refund" is <b>on its way/)
    expect(text).toMatch(/expected {2}Names the 30 days\.\n/)
    expect(text).toContain('why       names_limit: it has none of "30 days"')
    expect(text).not.toContain('\u001b')
    expect(text).toContain(`Audit head     7 ${'f'.repeat(64)}`)
    expect(text).toContain('Verify         pawl gate verify g-1')
  })

  it('names rows whose ids Pawl made by their first words, and keeps the ids beside them', () => {
    const id = '0f1e2d3c-4b5a-4678-9abc-def012345678'
    const decision = { ...failed.view.decision, reason: `Row ${id} of refunds is broken` }
    const rows = failed.rows.map((row) => ({ ...row, verdict: { ...row.verdict, rowId: id } }))
    const report = { ...failed, rows, view: { ...failed.view, decision } }
    expect(renderGate(report, createPaint(false))).toMatch(/Row “Late\?” of refunds is broken[\s\S]*broken {2}0f1e2d3c/)
    for (const text of [renderMarkdown(report), renderAnnotations(report)]) expect(text).toContain('“Late?”')
    expect(nameRows(`Row ${id} is broken`, () => 'Late \n refund?')).toBe('Row “Late refund?” is broken')
    expect(nameRows(`Row ${id} is broken`, () => undefined)).toBe('Row 0f1e2d3c is broken')
    expect(nameRows('Row late-refund is broken', () => 'Late?')).toBe('Row late-refund is broken')
  })

  it('ends with 0 for a pass alone, 1 for a fail and 3 for what could not be told', () => {
    expect(passed.view.decision.verdict).toBe('pass')
    expect(unsure.view.decision.verdict).toBe('inconclusive')
    expect([passed, failed, unsure].map(({ view }) => gateExitCode(view))).toEqual([0, 1, 3])
    expect(gateExitCode({ ...passed.view, decision: { ...passed.view.decision, isUnprotected: true } })).toBe(3)
    expect(gateExitCode({ ...passed.view, status: 'cancelled' })).toBe(3)
    expect(gateExitCode({ ...passed.view, status: 'failed' })).toBe(5)
  })

  it('calls no gate passed that was cancelled, could not go on, or had nothing to protect', () => {
    const word = (change: Partial<GateReport['view']>) =>
      renderGate({ ...passed, view: { ...passed.view, ...change } }, createPaint(false)).split('  ')[0]
    expect(word({})).toBe('PASS')
    expect(word({ status: 'cancelled' })).toBe('CANCELLED')
    expect(word({ status: 'failed' })).toBe('NO VERDICT')
    expect(word({ decision: { ...passed.view.decision, isUnprotected: true } })).toBe('UNPROTECTED')
  })
})

describe('JUnit XML', () => {
  it('fails the broken rows, passes those that hold, and skips what a failed gate did not need', () => {
    const xml = renderJunit(failed)
    expect(xml).toMatch(/<testsuite name="refunds" tests="4" failures="1" errors="0" skipped="\d">/)
    expect(xml).toContain(
      'name="late-refund" file="datasets/a, b: 100%.jsonl" line="7"><failure message="Shown to pass',
    )
    expect(xml).toContain('&#60;b&#62;on its way')
    expect(xml).not.toContain('\u001b')
    expect(renderJunit(passed)).toContain('<testcase classname="refunds" name="early"/>')
  })

  it('is an error where nothing was settled, and never reads as a pass where nothing protects', () => {
    expect(renderJunit(unsure)).toMatch(/name="early"><error message="Not settled/)
    const empty = { ...unsure.view.decision, rows: [], datasets: [], limits: [], advisoryRows: [] }
    const view = { ...unsure.view, decision: { ...empty, isUnprotected: true } }
    expect(renderJunit({ ...unsure, view })).toContain('errors="1"')
  })
})

describe('Markdown for a pull request', () => {
  it('shows what models said as text, whatever it holds', () => {
    const markdown = renderMarkdown(failed)
    expect(markdown).toMatch(/^## ❌ Pawl gate: fail\n/)
    expect(markdown).toContain('**`late-refund`** broken (`datasets/a, b: 100%.jsonl:7`)')
    // The fence is longer than the one that the output holds.
    expect(markdown).toMatch(
      /````text\nYour "refund" is <b>on its way<\/b>␛\[2J ```\n::error::x & @everyone \| 100%\n````/,
    )
    expect(markdown).toContain('verify with `pawl gate verify g-1`')
    expect(renderMarkdown(passed)).toMatch(/^## ✅ Pawl gate: pass\n/)
    expect(renderMarkdown(unsure)).toMatch(/^## ⚠️ Pawl gate: inconclusive\n/)
  })
})

describe('annotations of GitHub Actions', () => {
  it('stand at the line of each broken row, escaped so that no text ends a command or starts one', () => {
    const lines = renderAnnotations(failed).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^::error title=Pawl gate%3A fail::support@2 for production\. Row late-refund/)
    expect(lines[1]).toMatch(
      /^::error file=datasets\/a%2C b%3A 100%25\.jsonl,line=7,title=Row late-refund is broken::Shown to pass less often/,
    )
    expect(lines[1]).toContain('Came out: Your "refund" is <b>on its way</b>')
    expect(lines[1]).toContain('```%0A::error::x & @everyone | 100%25')
    expect(renderAnnotations(passed)).toMatch(/^::notice title=Pawl gate%3A pass::[^\n]*\n$/)
  })
})
