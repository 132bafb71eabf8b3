import { AppError, type NewRun, type PromptContent, type PromptVersion, type Trial } from '@pawl/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ModelsUnderTest, secretKey } from '../platform/llm/testing/models-under-test.ts'
import type { ModelReply, ModelRequest } from '../platform/scripted-model/index.ts'
import { getRunRecord } from './get-run-record.ts'
import { listTrials } from './list-trials.ts'
import { makeTrials } from './make-trials.ts'
import { resumeRun } from './resume-run.ts'
import type { RunsDeps } from './runs-deps.ts'
import { RunsUnderTest } from './testing/runs-under-test.ts'

let test: RunsUnderTest
let models: ModelsUnderTest

beforeAll(async () => {
  models = await ModelsUnderTest.start()
  test = await RunsUnderTest.open()
  test.content.addEvaluator('right', { kind: 'contains', mode: 'all', values: ['yes'] })
}, 60_000)
afterAll(async () => {
  await test?.[Symbol.asyncDispose]()
  await models?.close()
})
beforeEach(async () => {
  test.content.rows.clear()
  await models.reset()
  await models.control.executeSql(`insert into projects (name) values ('shop')`)
  await models.models.setProvider({
    project: 'shop',
    name: 'local',
    change: { baseUrl: models.server.baseUrl, apiKey: secretKey },
    person: 'Ada',
  })
})

const project = 'shop'
const target = { type: 'prompt', prompt: 'support@2' } as const

const content: PromptContent = {
  model: 'local/small-1',
  messages: [{ role: 'user', parts: [{ type: 'text', content: '{{question}}' }] }],
  parameters: { max_tokens: 10 },
  tools: [{ type: 'function', name: 'lookup' }],
}
const version: PromptVersion = {
  ...{ id: 'a'.repeat(64), promptName: 'support', number: 2, content, note: '', author: 'Ada' },
  createdAt: '2026-03-01T12:00:00.000Z',
}
const prompts = { version: () => Promise.resolve(version) }

const start = (deps: Partial<RunsDeps> = {}) => test.restart({ prompts, models: models.models, ...deps })

async function makeAll(runId: string): Promise<readonly Trial[]> {
  const { context } = test.runs
  await makeTrials(context, await getRunRecord(context, project, runId), new AbortController().signal)
  const { trials } = await listTrials(context, { project, runId }, { limit: 200 })
  return trials
}

async function runAll(request: Partial<NewRun> = {}, deps: Partial<RunsDeps> = {}) {
  start(deps)
  const { id } = await test.create({ target, ...request })
  const trials = await makeAll(id)
  return { run: await test.runs.get(project, id), trials }
}

/** Takes no rows, as when the process is killed before they are durable. */
function brokenTelemetry(): RunsDeps['telemetry'] {
  const { telemetry } = test
  return {
    ...{ engine: telemetry.engine, location: telemetry.location },
    query: (...given) => telemetry.query(...given),
    stream: (...given) => telemetry.stream(...given),
    command: (...given) => telemetry.command(...given),
    insert: () => Promise.reject(new AppError('store_unavailable', 'gone')),
    isUnderLoad: () => telemetry.isUnderLoad(),
    close: () => Promise.resolve(),
  }
}

const withTool = (result: string) => ({
  context: {
    ...{ systemInstructions: [], documents: [], toolDefinitions: [] },
    toolCalls: [{ name: 'lookup', arguments: { id: 'known' }, result, isError: false }],
  },
})

/** Looks up what it is asked for, then says what came out. */
const lookUp = ({ messages, lastText }: ModelRequest): ModelReply =>
  messages.at(-1)?.role === 'tool'
    ? { text: `The answer is ${lastText}` }
    : { toolCalls: [{ name: 'lookup', arguments: { id: lastText } }] }

describe('a prompt target', () => {
  it('answers tool calls from what the row recorded, and ends at one that it did not', async () => {
    for (const id of ['known', 'unknown']) test.content.addRow(id, withTool('yes, 30 days'))
    models.server.script(lookUp)
    const { run, trials } = await runAll()
    expect(run).toMatchObject({ status: 'finished', target: { name: 'support', version: '2 (aaaaaaaaaaaa)' } })
    expect(trials).toMatchObject([
      { rowId: 'known', status: 'pass', toolCalls: [{ name: 'lookup', arguments: { id: 'known' } }] },
      {
        ...{ rowId: 'unknown', status: 'unrecorded_tool_call', scores: [] },
        unrecordedToolCall: expect.stringContaining('other arguments'),
      },
    ])
    expect(models.server.requests.at(-1)?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool'])
    expect(models.server.requests).toHaveLength(3)
  })

  it('leaves a span of every call in the trial’s own trace, marked with its run', async () => {
    test.content.addRow('known', withTool('yes'))
    models.server.script(lookUp)
    const { run, trials } = await runAll()
    const calls = (await models.spans()).filter(({ otlp }) => otlp.name.startsWith('chat'))
    expect(calls).toHaveLength(2)
    for (const { otlp, canonical } of calls) {
      expect(otlp.traceId).toBe(trials[0]?.traceId)
      expect(canonical.runId).toBe(run.id)
      expect(otlp.attributes.get('pawl.row.id')).toBe('known')
    }
  })

  it('asks again while the model is busy; what it refuses is an error, apart from fails', async () => {
    for (const id of ['busy', 'refused', 'wrong']) test.content.addRow(id)
    let calls = 0
    models.server.script(({ lastText }) => {
      if (lastText === 'busy' && calls++ < 2) return { fault: { type: 'rate_limited', retryAfterS: 0 } }
      if (lastText === 'refused') return { fault: { type: 'status', status: 400, message: 'no such parameter' } }
      return { text: lastText === 'wrong' ? 'no' : 'yes' }
    })
    const { run, trials } = await runAll()
    expect(run.status).toBe('finished')
    expect(trials).toMatchObject([
      { rowId: 'busy', status: 'pass' },
      {
        rowId: 'refused',
        status: 'error',
        error: { type: 'model_failed', message: expect.stringContaining('no such') },
      },
      { rowId: 'wrong', status: 'fail' },
    ])
    expect(calls).toBe(3)
  })

  it('ends a dialogue that goes on for ever, and names a variable that the row does not give', async () => {
    test.content.addRow('endless', withTool('again'))
    test.content.addRow('missing', { input: { variables: {}, messages: [] } })
    models.server.script(() => ({ toolCalls: [{ name: 'lookup', arguments: { id: 'known' } }] }))
    const { trials } = await runAll({ target: { ...target, maxSteps: 3 } })
    expect(trials.map(({ error }) => error)).toMatchObject([
      { type: 'too_many_steps' },
      { type: 'bad_request', message: expect.stringContaining('"question"') },
    ])
    expect(models.server.requests).toHaveLength(3)
  })

  it('never serves a repeat from another trial, and a trial that is made again from its own answers', async () => {
    test.content.addRow('a')
    let drawn = 0
    models.server.script(() => ({ text: `yes ${++drawn}` }))
    start({ telemetry: brokenTelemetry() })
    const { id } = await test.create({ target, trialsPerRow: 3 })
    await expect(makeAll(id)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(drawn).toBe(3)
    start()
    const trials = await makeAll(id)
    expect(trials.map(({ trial, attempt }) => [trial, attempt])).toEqual([1, 2, 3].map((trial) => [trial, 2]))
    expect(new Set(trials.map(({ output }) => JSON.stringify(output))).size).toBe(3)
    expect(drawn).toBe(3)
  })
})

describe('a spending cap', () => {
  const judged = { kind: 'judge', model: { provider: 'local', model: 'judge-1', parameters: { max_tokens: 10 } } }
  const criteria = [{ id: 'days', question: 'Does it name days?', want: 'yes', weight: 1 }]
  const rubric = { ...judged, method: { form: 'rubric', minScore: 1, criteria } }

  beforeEach(() => {
    models.prices = [{ model: '*', inputUsdPerMillion: 0, outputUsdPerMillion: 1_000_000 }]
    models.server.script(({ model }) => ({
      text: model === 'judge-1' ? 'ANSWER: yes' : 'yes',
      usage: { inputTokens: 5, outputTokens: model === 'judge-1' ? 3 : 2 },
    }))
  })

  it('stops the run when every other trial would go past it, and the run goes on when it is raised', async () => {
    for (const id of ['a', 'b', 'c', 'd']) test.content.addRow(id)
    // A call may cost $10 and costs $2.
    const { run, trials } = await runAll({ concurrency: 1, spendingCapUsd: 13 })
    expect(run).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('over the cap of $13') })
    expect(trials.map(({ costUsd }) => costUsd)).toEqual([2, 2])
    await resumeRun(test.runs.context, { project, runId: run.id, spendingCapUsd: 100 })
    expect(await makeAll(run.id)).toHaveLength(4)
    expect(models.server.requests).toHaveLength(4)
    expect(await test.runs.get(project, run.id)).toMatchObject({ status: 'finished', progress: { costUsd: 8 } })
  })

  it('counts what judging cost, also after a restart', async () => {
    for (const id of ['a', 'b', 'c', 'd']) test.content.addRow(id, { evaluators: ['rubric'] })
    test.content.addEvaluator('rubric', rubric)
    const evaluators = { ...test.content.evaluators, judge: test.realJudge(models.models) }
    const { run, trials } = await runAll({ concurrency: 1, rowIds: ['a'] }, { evaluators })
    expect(trials).toMatchObject([{ status: 'pass', costUsd: 2, judgeCostUsd: 3 }])
    expect(run.progress.costUsd).toBe(5)
    expect(await test.runs.summary(project, run.id)).toMatchObject({ costUsd: { sum: 2 }, judgeCostUsd: 3 })
    const capped = await runAll({ concurrency: 1, rowIds: ['b', 'c'], spendingCapUsd: 15.5 }, { evaluators })
    const spent = capped.trials.reduce((sum, trial) => sum + (trial.costUsd ?? 0) + (trial.judgeCostUsd ?? 0), 0)
    start({ evaluators })
    const record = await getRunRecord(test.runs.context, project, capped.run.id)
    expect((await test.runs.context.active.budgetOf(record)).spentUsd).toBe(spent)
    expect(spent).toBeGreaterThanOrEqual(5)
  })

  it('is asked for nothing twice: a trial that is made again finds what its judges said', async () => {
    test.content.addRow('a', { evaluators: ['rubric'] })
    test.content.addEvaluator('rubric', rubric)
    const evaluators = { ...test.content.evaluators, judge: test.realJudge(models.models) }
    start({ evaluators, telemetry: brokenTelemetry() })
    const { id } = await test.create({ target, trialsPerRow: 2 })
    await expect(makeAll(id)).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(models.server.requests).toHaveLength(4)
    start({ evaluators })
    const trials = await makeAll(id)
    expect(trials).toMatchObject([
      { status: 'pass', judgeCostUsd: 3 },
      { status: 'pass', judgeCostUsd: 3 },
    ])
    expect(models.server.requests).toHaveLength(4)
  })
})
