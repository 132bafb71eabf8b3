import type { LeaseAnswer, LeasedTrial, NewTrialOutput } from '@pawl/core'
import { AppError, trialOutputSchema } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ControlEngineUnderTest } from '../platform/control/testing/index.ts'
import { listRunsOfRow } from './list-runs-of-row.ts'
import { listTrials } from './list-trials.ts'
import type { Runs } from './open-runs.ts'
import { RunsUnderTest } from './testing/runs-under-test.ts'

let test: RunsUnderTest

/** What runs promise on every engine of the control store. */
export function runsContract(engine: ControlEngineUnderTest): void {
  describe.skipIf(engine.skipped !== null)(`runs on ${engine.name}`, () => {
    beforeAll(async () => {
      await engine.start()
      test = await RunsUnderTest.open(await engine.newPlace())
      test.content.addEvaluator('right', { kind: 'contains', mode: 'all', values: ['yes'] })
    }, 60_000)
    afterAll(async () => {
      await test?.[Symbol.asyncDispose]()
      await engine.stop()
    })
    beforeEach(() => {
      test.content.rows.clear()
      test.restart()
    })

    describe('its trials', trialPromises)
    describe('its leases', leasePromises)
    describe('its end and its limits', endingPromises)
  })
}

const project = 'shop'

function outputOf({ rowId, trial, attempt }: LeasedTrial, rest: Partial<NewTrialOutput> = {}) {
  const at = '2026-03-01T12:00:00.000Z'
  const output = { messages: [], value: 'yes' }
  return trialOutputSchema.parse({
    rowId,
    trial,
    attempt,
    output,
    startedAt: at,
    finishedAt: at,
    latencyMs: 5,
    ...rest,
  })
}

const lease = (runId: string, max = 10, runs: Runs = test.runs) => runs.lease({ project, runId, worker: 'w', max })

async function submit(runId: string, { leaseId, trials }: LeaseAnswer, rest: Partial<NewTrialOutput> = {}) {
  const results = trials.map((trial) => outputOf(trial, rest))
  return await test.runs.submit({ project, runId, leaseId: leaseId ?? '', results })
}

const namesOf = ({ trials }: LeaseAnswer) => trials.map(({ rowId, trial, attempt }) => `${rowId}${trial}/${attempt}`)

async function storedTrials(runId: string) {
  const { trials } = await listTrials(test.runs.context, { project, runId }, { limit: 200 })
  return trials.map(({ rowId, trial, attempt, status }) => `${rowId}${trial}/${attempt} ${status}`)
}

function trialPromises(): void {
  it('makes every trial once, the first ones of all rows before the second ones, and ends', async () => {
    for (const id of ['a', 'b', 'c']) test.content.addRow(id)
    const run = await test.create({ trialsPerRow: 2 })
    expect(run).toMatchObject({ status: 'planned', rowCount: 3, progress: { total: 6, finished: 0 } })
    const first = await lease(run.id, 4)
    const second = await lease(run.id, 4)
    expect(namesOf(first)).toEqual(['a1/1', 'b1/1', 'c1/1', 'a2/1'])
    expect(namesOf(second)).toEqual(['b2/1', 'c2/1'])
    expect(await lease(run.id)).toMatchObject({ leaseId: null, status: 'running', trials: [] })
    expect((await submit(run.id, first)).status).toBe('running')
    const last = await submit(run.id, second, { output: { value: 'no' } })
    expect(last.status).toBe('finished')
    expect(last.trials.map(({ status }) => status)).toEqual(['fail', 'fail'])
    expect(await lease(run.id)).toMatchObject({ leaseId: null, status: 'finished' })
    expect(await test.runs.summary(project, run.id)).toMatchObject({
      standings: { passing: 1, flaky: 2 },
      trials: { pass: 4, fail: 2 },
      evaluators: [{ evaluator: 'right', passRate: { passed: 4, failed: 2 } }],
      latencyMs: { mean: 5 },
    })
    expect(await test.runs.get(project, run.id)).toMatchObject({
      status: 'finished',
      progress: { finished: 6, inFlight: 0, passRate: 4 / 6 },
    })
  })

  it('keeps errors and unrecorded calls apart from fails, and goes on', async () => {
    for (const id of ['a', 'b', 'c']) test.content.addRow(id)
    const run = await test.create()
    const leased = await lease(run.id)
    const [a, b, c] = leased.trials
    if (a === undefined || b === undefined || c === undefined) throw new Error('three trials were leased')
    const answer = await test.runs.submit({
      project,
      runId: run.id,
      leaseId: leased.leaseId ?? '',
      results: [
        outputOf(a),
        outputOf(b, { output: null, error: { type: 'timeout', message: 'too slow' } }),
        outputOf(c, { output: null, unrecordedToolCall: 'no recording of refund' }),
      ],
    })
    expect(answer).toMatchObject({ status: 'finished' })
    expect(await storedTrials(run.id)).toEqual(['a1/1 pass', 'b1/1 error', 'c1/1 unrecorded_tool_call'])
    expect(await test.runs.summary(project, run.id)).toMatchObject({
      passRate: { rate: 1 },
      trials: { error: 1, fail: 0 },
    })
  })

  it('tells how each run found a row, a trial by its last attempt, the newest run first', async () => {
    for (const id of ['seen', 'other']) test.content.addRow(id)
    const first = await test.create({ trialsPerRow: 2, note: 'before the fix' })
    const lost = await lease(first.id, 1)
    test.now += 3_600_000
    const again = await lease(first.id, 10)
    await submit(first.id, lost, { output: { value: 'no' } }).catch(() => undefined)
    await submit(first.id, again, { output: { value: 'no' } })
    test.now += 1000
    const second = await test.create({ trialsPerRow: 2 })
    await submit(second.id, await lease(second.id, 2))
    await submit(second.id, await lease(second.id), { output: { value: 'no' } })
    await test.create()
    const { runs } = await listRunsOfRow(test.runs.context, project, 'seen')
    expect(runs).toMatchObject([
      { runId: second.id, standing: 'flaky', trials: { pass: 1, fail: 1 }, rowRevision: 1 },
      { runId: first.id, standing: 'failing', trials: { pass: 0, fail: 2 }, note: 'before the fix' },
    ])
    expect(runs).toHaveLength(2)
    await expect(listRunsOfRow(test.runs.context, project, 'nobody')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps outputs that there is no money left to judge, as unknown', async () => {
    test.content.addRow('a')
    test.content.judgeWith(() => {
      throw new AppError('spending_cap_reached', 'The cap of $1.00 is reached.')
    })
    const run = await test.create()
    expect((await submit(run.id, await lease(run.id))).trials).toMatchObject([
      { status: 'unknown', scores: [{ outcome: 'unknown', reason: 'The cap of $1.00 is reached.' }] },
    ])
    test.content.judgeWith(null)
  })
}

function leasePromises(): void {
  it('hands out what was never sent back once more, as the next attempt under the same number', async () => {
    for (const id of ['a', 'b', 'c']) test.content.addRow(id)
    const run = await test.create()
    const lost = await lease(run.id)
    const [a] = lost.trials
    if (a === undefined) throw new Error('a trial was leased')
    await test.runs.submit({ project, runId: run.id, leaseId: lost.leaseId ?? '', results: [outputOf(a)] })
    test.restart()
    test.now += 59_000
    expect((await lease(run.id)).trials).toEqual([])
    test.now += 2_000
    const again = await lease(run.id, 1)
    expect(namesOf(again)).toEqual(['b1/2'])
    const rest = await lease(run.id)
    expect(namesOf(rest)).toEqual(['c1/2'])
    expect(again.trials[0]?.traceparent).not.toBe(lost.trials[1]?.traceparent)
    await expect(submit(run.id, { ...lost, trials: lost.trials.slice(1) })).rejects.toMatchObject({ code: 'conflict' })
    await submit(run.id, again)
    expect((await submit(run.id, rest)).status).toBe('finished')
    expect(await storedTrials(run.id)).toEqual(['a1/1 pass', 'b1/2 pass', 'c1/2 pass'])
  })

  it('takes results that are sent twice once, at the same time, after the lease is closed, and after a restart', async () => {
    for (const id of ['a', 'b']) test.content.addRow(id)
    const run = await test.create()
    const leased = await lease(run.id)
    const half = { ...leased, trials: leased.trials.slice(0, 1) }
    const both = await Promise.all([submit(run.id, half), submit(run.id, half)])
    expect(both.map(({ trials }) => trials.length).toSorted()).toEqual([0, 1])
    test.restart()
    expect((await submit(run.id, half)).trials).toEqual([])
    await submit(run.id, leased)
    expect(await submit(run.id, leased)).toEqual({ trials: [], status: 'finished' })
    expect(await storedTrials(run.id)).toEqual(['a1/1 pass', 'b1/1 pass'])
  })

  it('gives different trials to callers that lease at the same time', async () => {
    for (let i = 0; i < 40; i++) test.content.addRow(`row${String(i).padStart(2, '0')}`)
    const run = await test.create()
    const other = test.anotherServer()
    const leases = await Promise.all(
      Array.from({ length: 10 }, (_, index) => lease(run.id, 5, index % 2 === 0 ? test.runs : other)),
    )
    const names = leases.flatMap(namesOf)
    expect(names).toHaveLength(40)
    expect(new Set(names).size).toBe(40)
  })
}

function endingPromises(): void {
  it('stops handing out when it is cancelled, keeps what was made, and goes on when it is resumed', async () => {
    for (const id of ['a', 'b', 'c']) test.content.addRow(id)
    const run = await test.create()
    await submit(run.id, await lease(run.id, 1))
    const underway = await lease(run.id, 1)
    const cancelled = await test.runs.cancel({ project, person: 'Ada' }, { runId: run.id, reason: '' })
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      statusReason: 'cancelled by Ada',
      progress: { finished: 1 },
    })
    expect(await lease(run.id)).toMatchObject({ leaseId: null, status: 'cancelled' })
    await expect(test.runs.cancel({ project, person: 'Ada' }, { runId: run.id, reason: '' })).rejects.toMatchObject({
      code: 'conflict',
    })
    const { resumeRun } = await import('./resume-run.ts')
    await resumeRun(test.runs.context, { project, runId: run.id })
    expect(namesOf(await lease(run.id, 1))).toEqual(['c1/1'])
    expect(namesOf(await lease(run.id, 1))).toEqual(['b1/2'])
    await expect(submit(run.id, underway)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('refuses the cursor of another list, and pages by its own', async () => {
    for (const id of ['a', 'b', 'c']) test.content.addRow(id)
    const run = await test.create()
    await submit(run.id, await lease(run.id))
    const page = (cursor?: string) => listTrials(test.runs.context, { project, runId: run.id }, { limit: 2, cursor })
    const first = await page()
    const second = await page(first.nextCursor ?? '')
    expect([...first.trials, ...second.trials].map(({ rowId }) => rowId)).toEqual(['a', 'b', 'c'])
    await expect(page(Buffer.from('17').toString('base64url'))).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('refuses what cannot be run, and says what would be right', async () => {
    await expect(test.create()).rejects.toMatchObject({ code: 'bad_request', where: 'datasetName' })
    test.content.addRow('a', { evaluators: ['nobody'] })
    await expect(test.create()).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('nobody') })
    test.content.addRow('b')
    const run = await test.create({ rowIds: ['b'] })
    const leased = await lease(run.id)
    const stranger = { ...leased, trials: leased.trials.map((trial) => ({ ...trial, rowId: 'a' })) }
    await expect(submit(run.id, stranger)).rejects.toMatchObject({ code: 'bad_request', where: 'results' })
    await expect(test.runs.get('other', run.id)).rejects.toMatchObject({ code: 'not_found' })
  })
}
