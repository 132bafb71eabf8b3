import type { EvaluatorResult } from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'
import { type EvaluatorScore, putEvaluatorScores } from '../../traces/index.ts'
import { addToHour, type OnlineSums } from './online.store.ts'
import type { OnlineDeps, OnlineKey } from './online-deps.ts'
import type { OnlineSubject } from './read-subjects.ts'
import type { ReadyOnline } from './ready-online.ts'

export interface JudgedSubject {
  readonly of: OnlineSubject
  readonly result: EvaluatorResult
}

const longestReason = 4000

/** Gathers what evaluators say, and stores it at once: an insert costs the same for one score as for a thousand. */
export class ScoreSink {
  readonly #deps: OnlineDeps
  readonly #project: string
  #scores: EvaluatorScore[] = []
  #sums = new Map<string, OnlineSums>()

  constructor(deps: OnlineDeps, project: string) {
    this.#deps = deps
    this.#project = project
  }

  add(evaluation: ReadyOnline, judged: readonly JudgedSubject[], spentUsd: number): void {
    this.#scores.push(...judged.map(({ of, result }) => scoreOf(evaluation, of, result)))
    const of = (outcome: EvaluatorResult['outcome']) => judged.filter(({ result }) => result.outcome === outcome).length
    const known = this.#sums.get(evaluation.evaluator) ?? { pass: 0, fail: 0, unknown: 0, spentUsd: 0 }
    this.#sums.set(evaluation.evaluator, {
      pass: known.pass + of('pass'),
      fail: known.fail + of('fail'),
      unknown: known.unknown + of('unknown'),
      spentUsd: known.spentUsd + spentUsd,
    })
  }

  /** Resolves when everything is stored and counted. */
  async flush(): Promise<void> {
    const { control, telemetry, now } = this.#deps
    const [scores, sums] = [this.#scores, this.#sums]
    this.#scores = []
    this.#sums = new Map()
    if (scores.length > 0) await putEvaluatorScores(telemetry, this.#project, { scores, now: now() })
    for (const [evaluator, { spentUsd, ...counts }] of sums) {
      const key: OnlineKey = { project: this.#project, evaluator }
      await addToHour(control.db, key, { at: now(), counts, spentUsd })
    }
  }
}

/** What it is about and who says it: the same again is the same score. */
export const scoreIdOf = (evaluator: string, { traceId, spanId }: Pick<OnlineSubject, 'traceId' | 'spanId'>): string =>
  `online-${sha256([evaluator, traceId, spanId].join('\n')).slice(0, 32)}`

function scoreOf(
  { evaluator, version, asksModel }: ReadyOnline,
  { traceId, spanId }: OnlineSubject,
  { score, outcome, reason }: EvaluatorResult,
): EvaluatorScore {
  return {
    id: scoreIdOf(evaluator, { traceId, spanId }),
    traceId,
    spanId,
    name: evaluator,
    value: score,
    outcome,
    explanation: reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason,
    source: asksModel ? 'llm' : 'code',
    evaluatorVersion: version.id,
  }
}
