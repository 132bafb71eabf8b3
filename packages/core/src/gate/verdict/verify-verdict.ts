import { isArray, isObject } from '../../traces/index.ts'
import type { GateEvidence } from '../evidence/index.ts'
import { decideGate } from './decide-gate.ts'
import type { GateVerdict } from './gate-verdict.ts'

export interface Verification {
  readonly isValid: boolean
  /** Each with where it is and what is wrong; at most 20. */
  readonly problems: readonly string[]
}

/** Logarithms differ in their last digits between machines. */
const tolerance = 1e-5
const mostProblems = 20

/** Whether a stored verdict is what its stored evidence says. Whether the evidence itself is as it was is for its hash to say (`evidenceText`). */
export function verifyVerdict(evidence: GateEvidence, verdict: GateVerdict): Verification {
  const problems = [...oddTrials(evidence)]
  compare(decideGate(evidence), verdict, { at: '', problems })
  return { isValid: problems.length === 0, problems: problems.slice(0, mostProblems) }
}

/** Trials that no gate makes: of rows it has not, twice the same, or tried again after an outcome. */
function oddTrials({ subject, trials, starts }: GateEvidence): readonly string[] {
  const rowIds = new Set(subject.datasets.flatMap(({ rows }) => rows.map(({ rowId }) => rowId)))
  const problems: string[] = []
  const seen = new Set<string>()
  const decided = new Map<string, number>()
  for (const trial of trials) {
    const name = `${trial.use} trial ${trial.trial} of row ${trial.rowId}`
    if (!rowIds.has(trial.rowId)) problems.push(`${name}: the gate has no such row`)
    const attempt = `${name}, attempt ${trial.attempt}`
    if (seen.has(attempt)) problems.push(`${attempt}: it is there twice`)
    seen.add(attempt)
    if (trial.status === 'pass' || trial.status === 'fail') {
      if (decided.has(name)) problems.push(`${name}: it has two outcomes`)
      decided.set(name, trial.attempt)
    }
  }
  for (const trial of trials) {
    const name = `${trial.use} trial ${trial.trial} of row ${trial.rowId}`
    if (trial.attempt > (decided.get(name) ?? Number.POSITIVE_INFINITY))
      problems.push(`${name}: it was tried after its outcome`)
  }
  if (starts < 1) problems.push('the gate was never started')
  return problems
}

function compare(expected: unknown, found: unknown, place: { readonly at: string; readonly problems: string[] }): void {
  const { at, problems } = place
  if (problems.length >= mostProblems) return
  if (typeof expected === 'number' && typeof found === 'number') {
    if (Math.abs(expected - found) > tolerance * Math.max(1, Math.abs(expected)))
      problems.push(difference(place.at, expected, found))
  } else if (isArray(expected) && isArray(found)) {
    if (expected.length !== found.length) problems.push(difference(`${at}.length`, expected.length, found.length))
    else
      for (const [index, item] of expected.entries()) compare(item, found[index], { at: `${at}[${index}]`, problems })
  } else if (isObject(expected) && isObject(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      compare(expected[key], found[key], { at: at === '' ? key : `${at}.${key}`, problems })
    }
  } else if (expected !== found) problems.push(difference(at, expected, found))
}

function difference(at: string, expected: unknown, found: unknown): string {
  return `${at}: the evidence gives ${short(expected)}, the verdict says ${short(found)}`
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200)
