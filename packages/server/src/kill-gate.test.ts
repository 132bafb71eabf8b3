import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openControlStore } from './platform/control/index.ts'
import { quietLog } from './platform/control/testing/index.ts'
import { CountingModel, promptsOf, questionsOf, ServerCalls } from './testing/gates-under-test.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-kill-gate-'))
const rowCount = 12
const concurrency = 4
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
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a gate whose server is killed', () => {
  let gateId = ''

  it('goes on at the next start and repeats no call that had ended', { timeout: 240_000 }, async () => {
    let server = new ServerCalls(process.url)
    await server.addProvider(model.baseUrl)
    await server.addEvaluator()
    await server.addDataset('rows', { questions: questionsOf('row', rowCount) })
    await server.addPrompt('support', { versions: ['v1'], datasets: ['rows'] })
    model.delayMs = 60
    gateId = (await server.startGate({ release: promptsOf('support'), concurrency })).id
    for (const kill of [1, 2]) {
      while (model.asked.length < kill * 24) await pause(20)
      // What was answered is stored soon.
      await pause(400)
      const stored = (await server.gate(gateId)).trials
      expect(stored).toBeGreaterThan(0)
      await process.kill('SIGKILL')
      process = await start()
      server = new ServerCalls(process.url)
    }
    model.delayMs = 0
    const gate = await server.endOf(gateId)
    expect(gate).toMatchObject({ status: 'decided', verdict: 'pass', decision: { starts: 1 } })
    expect(gate.decision.rows.map(({ passed }) => passed)).toEqual(Array.from({ length: rowCount }, () => 6))
    // Only what was on its way, or ended in the moment before a kill, may have been asked twice.
    const ahead = gate.trials - rowCount * 6
    expect(model.asked.length - rowCount * 6 - ahead).toBeLessThanOrEqual(2 * 2 * concurrency)
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
