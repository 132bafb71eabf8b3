import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decideGate, PairedTest, seededOrder, seededStream } from '@pawl/core'
import { simulatedEvidence, simulatedTrial } from './evidence.ts'

const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
export const hasRecordings = existsSync(`${folder}gate-pairs`)

const linesOf = (path: string): unknown[] =>
  readFileSync(`${folder}${path}`, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

export interface RecordedPair {
  readonly name: string
  /** Candidate − baseline of each row. */
  readonly differences: readonly number[]
}

/** Each recorded pair in both directions: reversed, an improvement is a regression. */
export function recordedPairs(): readonly RecordedPair[] {
  return readdirSync(`${folder}gate-pairs`)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => {
      const rows = linesOf(`gate-pairs/${file}`) as { baseline: number; candidate: number }[]
      const differences = rows.map(({ baseline, candidate }) => candidate - baseline)
      const name = file.slice(0, -'.jsonl'.length)
      return [
        { name, differences },
        { name: `${name}.reversed`, differences: differences.map((difference) => 0 - difference) },
      ]
    })
}

export interface RecordedFigures {
  readonly passRate: number
  readonly failRate: number
  readonly dropProvenRate: number
  readonly medianRows: number
}

/** Gates over recorded outcomes, δ = α = .05, in `orders` seeded orders. */
export function gateRecordedPair({ name, differences }: RecordedPair, orders: number): RecordedFigures {
  const population = differences.length
  const rows: number[] = []
  let [passes, fails, drops] = [0, 0, 0]
  for (let order = 0; order < orders; order++) {
    const test = new PairedTest({ maxDrop: 0.05, errorRate: 0.05, failErrorRate: 0.05, population })
    for (const row of seededOrder(population, `${name}:${order}`)) {
      test.observe(differences[row] ?? 0)
      if (test.state !== 'unsure') break
    }
    rows.push(test.pairs)
    if (test.state === 'pass') passes++
    if (test.state === 'fail') fails++
    if (test.dropProvenAt > 0) drops++
  }
  rows.sort((a, b) => a - b)
  const medianRows = rows[Math.floor(orders / 2)] ?? Number.NaN
  return { passRate: passes / orders, failRate: fails / orders, dropProvenRate: drops / orders, medianRows }
}

/**
 * tau-airline against itself as a flaky suite: two of the four trials of each task as baseline, the other two as candidate,
 * decided as any gate is. With so few trials most gates end unfinished, which is counted as neither.
 */
export function gateFlakySuite(splits: number): {
  failRate: number
  passRate: number
  meanPairs: number
  rows: number
} {
  const tasks = new Map<number, boolean[]>()
  for (const line of linesOf('tau-airline/transcripts.jsonl')) {
    const { task_id: task, trial, reward } = line as { task_id: number; trial: number; reward: number }
    const rewards = tasks.get(task) ?? []
    rewards[trial] = reward === 1
    tasks.set(task, rewards)
  }
  const rewards = [...tasks.values()]
  let [passes, fails, pairs] = [0, 0, 0]
  for (let split = 0; split < splits; split++) {
    const next = seededStream(`split ${split}`)
    const trials = rewards.flatMap((ofTask, row) => {
      // The first split is trials 0 and 1 against 2 and 3.
      const order = split === 0 ? [0, 1, 2, 3] : seededOrder(4, `${next()}`)
      return [...order].map((from, at) => {
        const isPass = ofTask[from] ?? false
        return simulatedTrial(at < 2 ? 'baseline' : 'set', row, { trial: (at % 2) + 1, isPass })
      })
    })
    const seed = `split ${split}`
    const gate = { rowCount: rewards.length, role: 'advisory', outcomes: 'random', hasBaseline: true } as const
    const { verdict, datasets } = decideGate(simulatedEvidence({ ...gate, seed, trials }))
    pairs += datasets[0]?.pairs ?? 0
    if (verdict === 'pass') passes++
    if (verdict === 'fail') fails++
  }
  return { failRate: fails / splits, passRate: passes / splits, meanPairs: pairs / splits, rows: rewards.length }
}
