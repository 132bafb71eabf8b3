import type { RunTarget } from '../../runs/index.ts'
import type { GateEvidence, GateTrial, TrialUse } from './gate-evidence.ts'
import { evidenceKeyText, type GateSubject } from './gate-subject.ts'

/**
 * The evidence with which a gate starts: all that earlier gates saw of the same versions on the same tests. A gate that is run again
 * goes on from there, and so does one after an edit of another row or of the policy: starting from nothing five
 * times would let a row that passes half of the time through in 16 of 100 cases.
 *
 * What one version did as the candidate of a set test serves when it is the baseline. Attempts without an outcome are kept
 * only within the same gate: to another they say nothing.
 */
export function continueEvidence(
  subject: GateSubject,
  earlier: readonly GateEvidence[],
  unfitEvaluators: readonly string[],
): GateEvidence {
  const key = evidenceKeyText(subject)
  const wanted = streamsOf(subject)
  const kept = new Map<string, GateTrial>()
  const settled = new Set<string>()
  let starts = 1
  // Those of the same gate first: their attempts count on.
  const isSame = (evidence: GateEvidence) => evidenceKeyText(evidence.subject) === key
  const same = earlier.filter(isSame)
  for (const evidence of [...same, ...earlier.filter((evidence) => !same.includes(evidence))]) {
    const isSameGate = same.includes(evidence)
    if (isSameGate) starts = Math.max(starts, evidence.starts + 1)
    const given = streamsOf(evidence.subject)
    for (const trial of evidence.trials) {
      for (const use of usesOf(trial.use)) {
        const stream = wanted.get(streamName(use, trial.rowId))
        if (stream === undefined || given.get(streamName(trial.use, trial.rowId)) !== stream) continue
        addTrial({ ...trial, use }, { kept, settled, isSameGate })
      }
    }
  }
  const trials = [...kept.values()]
  const startedWith = { trials: trials.length, costUsd: trials.reduce((sum, trial) => sum + (trial.costUsd ?? 0), 0) }
  return { subject, starts, startedWith, unfitEvaluators: [...unfitEvaluators].sort(), trials }
}

function addTrial(
  trial: GateTrial,
  { kept, settled, isSameGate }: { kept: Map<string, GateTrial>; settled: Set<string>; isSameGate: boolean },
): void {
  const name = `${streamName(trial.use, trial.rowId)}:${trial.trial}`
  const isDecided = trial.status === 'pass' || trial.status === 'fail'
  if (settled.has(name) || (!isSameGate && !isDecided)) return
  const attempt = `${name}:${trial.attempt}`
  if (kept.has(attempt)) return
  if (isDecided) settled.add(name)
  kept.set(attempt, trial)
}

/** The streams that a trial can serve: a set trial of a version is the same as baseline and as candidate. */
function usesOf(use: TrialUse): readonly TrialUse[] {
  return use === 'row' ? ['row'] : ['set', 'baseline']
}

/** For each stream of each row, a text that says what it is a stream of: the version that ran, the test and who judged it. */
function streamsOf(subject: GateSubject): ReadonlyMap<string, string> {
  const streams = new Map<string, string>()
  const versions = new Map(subject.evaluators.map(({ name, version }) => [name, version]))
  const versionOf = (targets: readonly RunTarget[], name: string) => {
    const target = targets.find((each) => each.name === name)
    return target === undefined ? null : [target.type, target.name, target.version]
  }
  for (const dataset of subject.datasets) {
    const candidate = versionOf(subject.candidate, dataset.target)
    const baseline = versionOf(subject.baseline, dataset.target)
    for (const row of dataset.rows) {
      const test = [row.testHash, row.evaluators.map((name) => [name, versions.get(name) ?? null])]
      const add = (use: TrialUse, target: typeof candidate) => {
        if (target !== null) streams.set(streamName(use, row.rowId), JSON.stringify([target, test]))
      }
      add('row', candidate)
      add('set', candidate)
      add('baseline', baseline)
    }
  }
  return streams
}

const streamName = (use: TrialUse, rowId: string): string => `${use}:${rowId}`
