import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openControlStore } from './platform/control/index.ts'
import { quietLog } from './platform/control/testing/index.ts'
import { type AskedRow, CountingModel, promptsOf, questionsOf, ServerCalls } from './testing/gates-under-test.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-kill-gate-'))
const rowCount = 12
const concurrency = 4
const waiting = { timeout: 60_000, interval: 20 }
let model: CountingModel
let process: ServerProcess
beforeAll(async () => {
  model = await CountingModel.start()
  process = await start()
}, 120_000)
afterAll(async () => {
  await process.kill('SIGKILL')
  await model[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true, force: true })
})

const start = () => startServerProcess(dataDir, { PAWL_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const trialsOfRow = 6

/** The model answers so many calls; those after them wait, and get no answer before the server that made them is gone. */
class CallLimit {
  readonly #unanswered: AskedRow[] = []
  readonly #waiting: (() => void)[] = []
  #left: number

  constructor(left: number) {
    this.#left = left
  }

  readonly behavior = async (asked: AskedRow): Promise<'right'> => {
    if (this.#left-- <= 0) {
      this.#unanswered.push(asked)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    return 'right'
  }

  get waiting(): number {
    return this.#waiting.length
  }

  unansweredOf(question: string): number {
    return this.#unanswered.filter((asked) => asked.question === question).length
  }

  /** To be called when nobody waits for an answer any more. */
  next(left: number): void {
    this.#left = left
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

describe('a gate whose server is killed', () => {
  let gateId = ''

  it('goes on at the next start and repeats no call that had ended', { timeout: 240_000 }, async () => {
    let server = new ServerCalls(process.url)
    const questions = questionsOf('row', rowCount)
    await server.addProvider(model.baseUrl)
    await server.addEvaluator()
    await server.addDataset('rows', { questions })
    await server.addPrompt('support', { versions: ['v1'], datasets: ['rows'] })
    const answersAtOnce = 25
    const limit = new CallLimit(answersAtOnce)
    model.reset(limit.behavior)
    gateId = (await server.startGate({ release: promptsOf('support'), concurrency })).id
    for (const kill of [1, 2]) {
      // All that the model answered has ended, perhaps this very moment; the other calls are still on their way.
      await vi.waitUntil(() => limit.waiting === concurrency, waiting)
      await vi.waitUntil(async () => (await server.gate(gateId)).trials === kill * answersAtOnce, waiting)
      await process.kill('SIGKILL')
      limit.next(kill === 1 ? answersAtOnce : Number.POSITIVE_INFINITY)
      process = await start()
      server = new ServerCalls(process.url)
    }
    const gate = await server.endOf(gateId)
    expect(gate).toMatchObject({ status: 'decided', verdict: 'pass', decision: { starts: 1 } })
    expect(gate.decision.rows.map(({ passed }) => passed)).toEqual(Array.from(questions, () => trialsOfRow))
    expect(gate.trials).toBe(rowCount * trialsOfRow)
    const asked = model.countsOf('v1')
    const answered = questions.map((question) => (asked.get(question) ?? 0) - limit.unansweredOf(question))
    expect(answered).toEqual(Array.from(questions, () => trialsOfRow))
    expect(await server.call('GET', `/api/gates/${gateId}/verify`)).toEqual({ isValid: true, problems: [] })
  })

  it('does not verify once somebody edited a row of its evidence', { timeout: 120_000 }, async () => {
    await process.kill('SIGTERM')
    const control = await openControlStore({ dataDir, postgresUrl: null }, { log: quietLog })
    await control.executeSql(`update gate_trials set status = 'fail', scores = '[{"evaluator":"right","outcome":"fail"}]'
      where id = (select min(id) from gate_trials)`)
    await control.close()
    process = await start()
    const { isValid, problems } = await new ServerCalls(process.url).call('GET', `/api/gates/${gateId}/verify`)
    expect(isValid).toBe(false)
    expect((problems as string[]).join()).toContain('it is not what it was when the gate ended')
  })
})
