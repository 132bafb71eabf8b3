import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EvaluatorResult, proveRowSchema, trialOutputSchema } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { getRunRecord } from './get-run-record.ts'
import { listRuns } from './list-runs.ts'
import { listTrials } from './list-trials.ts'
import { makeTrials } from './make-trials.ts'
import { resumeRun } from './resume-run.ts'
import { RunsUnderTest } from './testing/runs-under-test.ts'

const project = 'shop'
const at = '2026-03-01T12:00:00.000Z'
const manyCalls = JSON.stringify({ calls: Array.from({ length: 1001 }, () => ({ name: 'look' })) })
const agent = createServer((_request, response) => response.end(manyCalls))

let test: RunsUnderTest
beforeAll(async () => {
  test = await RunsUnderTest.open()
  test.content.addEvaluator('right', { kind: 'contains', mode: 'all', values: ['yes'] })
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  agent.close()
  await test?.[Symbol.asyncDispose]()
})
beforeEach(() => {
  test.content.rows.clear()
  test.restart()
})

const storedTrials = async (runId: string) =>
  (await listTrials(test.runs.context, { project, runId }, { limit: 200 })).trials

describe('a run of a target that misbehaves', () => {
  it('keeps an answer that cannot be stored as an error of its trial, and ends', async () => {
    test.content.addRow('a')
    const url = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/`
    const { id } = await test.create({ target: { type: 'http', url, toolCallsPath: 'calls' } })
    const run = await getRunRecord(test.runs.context, project, id)
    await makeTrials(test.runs.context, run, new AbortController().signal)
    expect(await storedTrials(id)).toMatchObject([{ status: 'error', error: { type: 'unusable_output' } }])
    expect(await test.runs.get(project, id)).toMatchObject({ status: 'finished' })
  })

  it('stores figures that no model counts in as the nearest that it can hold', async () => {
    test.content.addRow('a')
    const run = await test.create()
    const { leaseId, trials } = await test.runs.lease({ project, runId: run.id, worker: 'w', max: 1 })
    const results = trials.map(({ rowId, trial, attempt }) =>
      trialOutputSchema.parse({
        ...{ rowId, trial, attempt, output: { value: 'yes' }, startedAt: at, finishedAt: at },
        usage: { inputTokens: 1.5, outputTokens: 1e25 },
        costUsd: 1e300,
      }),
    )
    await test.runs.submit({ project, runId: run.id, leaseId: leaseId ?? '', results })
    const [stored] = await storedTrials(run.id)
    expect(stored?.usage).toMatchObject({ inputTokens: 2 })
    expect(stored?.costUsd).toBeGreaterThan(9e6)
  })

  it('takes an address whose path is not encoded as UTF-8', async () => {
    test.content.addRow('a')
    for (const url of ['http://agent.example/%E0%A4%A', 'http://agent.example/%zz']) {
      const run = await test.create({ target: { type: 'http', url } })
      expect(run.target.name).toContain('agent.example/%')
    }
  })
})

describe('what a run is asked', () => {
  it('refuses a cursor of a time that does not exist', async () => {
    const cursor = Buffer.from(JSON.stringify([1e300, 'a'])).toString('base64url')
    await expect(listRuns(test.runs.context, project, { limit: 10, cursor })).rejects.toMatchObject({
      code: 'bad_request',
    })
  })

  it('can still be cancelled after its cap was raised, and after many others were looked at', async () => {
    test.content.addRow('a')
    const { id } = await test.create()
    const run = await getRunRecord(test.runs.context, project, id)
    const { active } = test.runs.context
    const signal = active.signalOf(run)
    await resumeRun(test.runs.context, { project, runId: id, spendingCapUsd: 5 })
    for (let other = 0; other < 60; other++) {
      active.signalOf({ ...run, id: `other${other}` })
      active.signalOf(run)
    }
    await test.runs.cancel({ project, person: 'Ada' }, { runId: id, reason: '' })
    expect(signal.aborted).toBe(true)
  })
})

describe('a lease', () => {
  it('is not lost while its results are judged, however long that takes', async () => {
    test.content.addRow('a')
    const { id } = await test.create()
    const leased = await test.runs.lease({ project, runId: id, worker: 'w', max: 1 })
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let verdict: (result: EvaluatorResult) => void = () => undefined
    const judged = new Promise<EvaluatorResult>((resolve) => {
      verdict = resolve
    })
    const slow = test.anotherServer({ evaluators: { ...test.content.evaluators, judge: () => judged } })
    const results = leased.trials.map(({ rowId, trial, attempt }) =>
      trialOutputSchema.parse({ rowId, trial, attempt, output: { value: 'yes' }, startedAt: at, finishedAt: at }),
    )
    const submitted = slow.submit({ project, runId: id, leaseId: leased.leaseId ?? '', results })
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { timeout: 30_000 })
    for (let passedS = 0; passedS < 90; passedS += 30) {
      test.now += 30_000
      vi.advanceTimersByTime(30_000)
    }
    vi.useRealTimers()
    expect((await test.runs.lease({ project, runId: id, worker: 'other', max: 1 })).trials).toEqual([])
    verdict({ outcome: 'pass', score: null, reason: '' } as EvaluatorResult)
    expect(await submitted).toMatchObject({ status: 'finished' })
  })
})

describe('the sweep', () => {
  it('advances a proof although the row of another one is gone', async () => {
    test.content.addRow('gone')
    test.content.addRow('there')
    const side = { type: 'function', name: 'agent' } as const
    const request = proveRowSchema.parse({ before: side, after: side })
    await test.runs.prove({ project, person: 'Ada' }, { rowId: 'gone', request })
    const proof = await test.runs.prove({ project, person: 'Ada' }, { rowId: 'there', request })
    test.content.rows.delete('gone')
    for (const { run } of [proof.before, proof.after]) {
      await test.runs.cancel({ project, person: 'Ada' }, { runId: run.id, reason: '' })
    }
    const scheduled = new Map<string, () => Promise<void>>()
    const server = test.anotherServer({
      queue: {
        work: () => Promise.resolve(),
        send: () => Promise.resolve('job'),
        schedule: (name, _seconds, handler) => {
          scheduled.set(name, handler as () => Promise<void>)
          return Promise.resolve()
        },
      },
    })
    await server.start()
    for (const [name, run] of scheduled) if (name.includes('sweep')) await run()
    const { rows } = await test.control.executeSql(`select status from proof_attempts where row_id = 'there'`)
    expect(rows).toEqual([{ status: 'decided' }])
  })
})
