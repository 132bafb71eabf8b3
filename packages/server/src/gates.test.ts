import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatesUnderTest, promptsOf, questionsOf } from './testing/gates-under-test.ts'

let gates: GatesUnderTest
beforeAll(async () => {
  gates = await GatesUnderTest.open()
}, 120_000)
afterAll(async () => {
  await gates[Symbol.asyncDispose]()
})
beforeEach(() => gates.model.reset())

/** A prompt with versions `name v1`, `name v2`, … and a dataset of its own name. @returns the ids of its rows */
async function addCase(
  name: string,
  { rows = 3, versions = 1, evaluators = ['right'] } = {},
): Promise<readonly string[]> {
  const ids = await gates.addDataset(name, { questions: questionsOf(name, rows), evaluators })
  await gates.addPrompt(name, { versions: questionsOf(`${name} v`, versions), datasets: [name] })
  return ids
}

describe('a gate', { timeout: 120_000 }, () => {
  it('passes a good candidate with six calls a row', async () => {
    await addCase('good', { rows: 5 })
    const gate = await gates.decide({ release: promptsOf('good'), concurrency: 1 })
    expect(gate).toMatchObject({ status: 'decided', verdict: 'pass', reason: '5 blocking rows hold', trials: 30 })
    expect([...gates.model.countsOf('good v 1').values()]).toEqual([6, 6, 6, 6, 6])
    expect(gate.coverage).toEqual({ isCovered: true, changes: [] })
    expect(gate.decision.models).toEqual([{ use: 'row', model: 'model' }])
    expect(gate.runs).toMatchObject([{ side: 'candidate', target: 'good', dataset: 'good' }])
    expect(await gates.call('GET', `/api/runs/${gate.runs[0]?.runId}`)).toMatchObject({
      ...{ gateId: gate.id, status: 'finished' },
      progress: { finished: 30, counts: { pass: 30 } },
    })
    expect(await gates.call('GET', `/api/gates/${gate.id}/verify`)).toEqual({ isValid: true, problems: [] })
    const { entries } = await gates.call('GET', '/api/audit?action=gate.finished')
    expect(entries).toMatchObject([{ details: { gate: gate.id, verdict: 'pass', evidenceHash: gate.evidenceHash } }])
    expect(gate.auditHead).toMatchObject({ sequence: (entries as { sequence: number }[])[0]?.sequence })
  })

  it('fails a broken row and names it', async () => {
    const ids = await addCase('broken', { rows: 4 })
    gates.model.behavior = ({ question }) => (question === 'broken 3' ? 'wrong' : 'right')
    const gate = await gates.decide({ release: promptsOf('broken') })
    expect(gate).toMatchObject({ status: 'decided', verdict: 'fail' })
    expect(gate.reason).toContain(`Row ${ids[2]} of broken is broken`)
    expect(gate.decision.rows.find(({ state }) => state === 'broken')?.rowId).toBe(ids[2])
  })

  it('goes on from what was seen when it is started again: a verdict is not asked for twice', async () => {
    await addCase('again', { rows: 2 })
    gates.model.behavior = ({ question }) => (question === 'again 2' ? 'wrong' : 'right')
    const first = await gates.decide({ release: promptsOf('again'), concurrency: 1 })
    const asked = gates.model.asked.length
    gates.model.behavior = () => 'right'
    const second = await gates.decide({ release: promptsOf('again'), concurrency: 1 })
    expect(gates.model.asked.length).toBe(asked)
    expect(second).toMatchObject({ verdict: 'fail', trials: first.trials, decision: { starts: 2 } })
    expect(second.id).not.toBe(first.id)
  })

  it('compares with what is deployed, trying rows there first that nothing is known of', async () => {
    const ids = await addCase('live', { rows: 3, versions: 2 })
    await gates.setPolicy({ datasets: 'all', maxDrop: 0.3 }, 'for a quick test')
    gates.model.behavior = ({ question }) => (question === 'live 3' ? 'wrong' : 'right')
    const baseline = promptsOf('live@1')
    const gate = await gates.decide({ release: promptsOf('live@2'), baseline })
    // No version was ever seen to pass the third row: it advises.
    expect(gate.decision.advisoryRows).toEqual([{ rowId: ids[2], dataset: 'live', role: 'unproven' }])
    expect(gate.decision.rows.map(({ rowId, role, state }) => [rowId, role, state])).toEqual(
      [ids[0], ids[1]].map((id) => [id, 'holds_live', 'holds']),
    )
    expect(gate).toMatchObject({ verdict: 'pass', decision: { datasets: [{ name: 'live', state: 'pass' }] } })
    expect(gates.model.countsOf('live v 1').get('live 1')).toBeGreaterThan(6)
    const record = await gates.call('GET', `/api/gates/${gate.id}/evidence`)
    expect(record).toMatchObject({ evidence: { alsoSpent: { trials: 14, isCapReached: false } } })
    expect(await gates.call('GET', `/api/gates/${gate.id}/verify`)).toMatchObject({ isValid: true })

    gates.model.reset(({ version, question }) => (question === 'live 3' || version === 'live v 3' ? 'wrong' : 'right'))
    await gates.addVersion('live', 'live v 3')
    const worse = await gates.decide({ release: promptsOf('live@3'), baseline })
    expect(worse).toMatchObject({ verdict: 'fail' })
    // What was seen of the live version is not asked for again.
    expect(gates.model.countsOf('live v 1')).toEqual(new Map())
    await gates.setPolicy({ maxDrop: 0.05 })
  })

  it('is inconclusive while the provider gives no answer, and goes on when it does', async () => {
    await addCase('down', { rows: 2 })
    gates.model.behavior = ({ question }) => (question === 'down 2' ? 'down' : 'right')
    const gate = await gates.decide({ release: promptsOf('down'), concurrency: 1 })
    expect(gate).toMatchObject({ status: 'decided', verdict: 'inconclusive', decision: { end: 'no_outcome' } })
    expect(gates.model.countsOf('down v 1').get('down 2')).toBe(3)
    gates.model.behavior = () => 'right'
    expect(await gates.decide({ release: promptsOf('down') })).toMatchObject({ verdict: 'pass' })
  })

  it('never passes where the key of its model is missing: it says what to set', async () => {
    await gates.addDataset('keyless', { questions: ['keyless'], evaluators: ['right'] })
    const content = {
      model: 'anthropic/claude-haiku-4-5',
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    }
    await gates.call('POST', '/api/prompts', {
      name: 'keyless',
      version: { content },
      protectedBy: { datasets: ['keyless'] },
    })
    const gate = await gates.decide({ release: promptsOf('keyless') })
    expect(gate).toMatchObject({ verdict: 'inconclusive' })
    expect(gate.trials).toBe(0)
    expect(`${gate.statusReason} ${gate.reason}`).toContain('ANTHROPIC_API_KEY')
  })

  it('makes no more trials than the policy allows in one start', async () => {
    await addCase('few', { rows: 2 })
    await gates.setPolicy({ maxTrials: 8 })
    const gate = await gates.decide({ release: promptsOf('few') })
    expect(gate).toMatchObject({ verdict: 'inconclusive', trials: 8, decision: { end: 'spending_limit' } })
    expect(gates.model.asked).toHaveLength(8)
    expect(await gates.decide({ release: promptsOf('few') })).toMatchObject({ verdict: 'pass', trials: 12 })
    await gates.setPolicy({}, 'back to the default')
  })

  it('spends no more money than the policy allows in one start', async () => {
    await addCase('money', { rows: 2 })
    const priceOverrides = [{ model: 'model', inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 1_000_000 }]
    await gates.call('PATCH', '/api/projects/default/settings', { priceOverrides })
    await gates.setPolicy({ maxCostUsd: 40 })
    const gate = await gates.decide({ release: promptsOf('money'), concurrency: 4 })
    await gates.call('PATCH', '/api/projects/default/settings', { priceOverrides: [] })
    await gates.setPolicy({}, 'back to the default')
    expect(gate).toMatchObject({ status: 'decided', verdict: 'inconclusive', decision: { end: 'spending_limit' } })
    expect(gate.costUsd).toBeGreaterThan(0)
    expect(gate.costUsd).toBeLessThanOrEqual(40)
    expect(await gates.call('GET', `/api/gates/${gate.id}/verify`)).toMatchObject({ isValid: true })
  })

  it('is never passed by a judge that nobody has shown to tell good from bad', async () => {
    const method = { form: 'prompt', prompt: 'Is {{output}} right?', choices: { yes: 1, no: 0 }, minScore: 0.5 }
    const definition = { kind: 'judge', model: { provider: 'scripted', model: 'model' }, method }
    await gates.call('POST', '/api/evaluators', { name: 'judge', definition, examples: [] })
    const [rowId] = await addCase('judged', { rows: 1, evaluators: ['judge'] })
    const gate = await gates.decide({ release: promptsOf('judged') })
    expect(gate).toMatchObject({ verdict: 'inconclusive', trials: 0, decision: { end: 'unfit_judge' } })
    expect(gate.reason).toContain('judge may not decide')
    expect(gate.decision.rows).toMatchObject([{ rowId, state: 'unsure' }])
  })

  it('has failed when one of its runs was cancelled: nobody can say what the rest would show', async () => {
    await addCase('cut')
    gates.model.delayMs = 100
    const { id } = await gates.startGate({ release: promptsOf('cut'), concurrency: 1 })
    while (gates.model.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
    const { runs } = await gates.gate(id)
    await gates.call('POST', `/api/runs/${runs[0]?.runId}/cancel`, { reason: '' })
    expect(await gates.endOf(id)).toMatchObject({
      ...{ status: 'failed', statusReason: 'The run was cancelled.', verdict: 'inconclusive' },
    })
  })

  it('stops when it is cancelled, and keeps what was seen', async () => {
    await addCase('cancelled', { rows: 3 })
    gates.model.delayMs = 100
    const { id } = await gates.startGate({ release: promptsOf('cancelled'), concurrency: 1 })
    while (gates.model.asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
    const gate = await gates.call('POST', `/api/gates/${id}/cancel`, { reason: 'wrong release' })
    expect(gate).toMatchObject({ status: 'cancelled', statusReason: 'wrong release', verdict: 'inconclusive' })
    const asked = gates.model.asked.length
    gates.model.delayMs = 0
    const second = await gates.decide({ release: promptsOf('cancelled'), concurrency: 1 })
    expect(second).toMatchObject({ verdict: 'pass', trials: 18 })
    // The call under way was cut off; whatever had ended was not made again.
    expect(asked + 18 - gates.model.asked.length).toBeGreaterThanOrEqual(2)
    expect((await gates.ask('POST', `/api/gates/${id}/cancel`, {})).status).toBe(409)
  })

  it('is one gate however often it is asked for at once, and shares what it sees with those of other environments', async () => {
    await addCase('shared', { rows: 3 })
    gates.model.delayMs = 20
    const release = promptsOf('shared')
    const started = await Promise.all([
      gates.startGate({ release, concurrency: 1 }),
      gates.startGate({ release, concurrency: 1 }),
      gates.startGate({ release, concurrency: 1, environment: 'staging' }),
    ])
    expect(new Set(started.map(({ id }) => id)).size).toBe(2)
    const ended = await Promise.all(started.map(({ id }) => gates.endOf(id)))
    expect(ended.map(({ verdict, trials }) => [verdict, trials])).toEqual([1, 2, 3].map(() => ['pass', 18]))
    expect([...gates.model.countsOf('shared v 1').values()]).toEqual([6, 6, 6])
  })
})

describe('what a verdict covers', { timeout: 120_000 }, () => {
  it('ends with a change of a row, an evaluator, the policy, or a new row', async () => {
    await gates.addEvaluator('covering')
    const [rowId] = await addCase('covered', { rows: 1, evaluators: ['covering'] })
    const { id } = await gates.decide({ release: promptsOf('covered') })
    const changes = async () => (await gates.gate(id)).coverage.changes.map(({ kind }) => kind)
    expect(await changes()).toEqual([])
    await gates.setPolicy({ errorRate: 0.04 })
    expect(await changes()).toEqual(['policy_changed'])
    await gates.setPolicy({}, 'back to the default')
    expect(await changes()).toEqual([])
    await gates.call('POST', '/api/datasets/covered/rows', {
      rows: [
        { input: { variables: { question: 'another' }, messages: [] }, evaluators: ['covering'], status: 'active' },
      ],
    })
    expect(await changes()).toEqual(['row_added'])
    const { revision } = await gates.call('GET', `/api/rows/${rowId}`)
    const edited = await fetch(`${gates.url}/api/rows/${rowId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': `"${String(revision)}"` },
      body: JSON.stringify({ edit: { expectedBehavior: 'says yes' }, reason: 'clearer' }),
    })
    expect(edited.status, await edited.text()).toBe(200)
    expect((await changes()).sort()).toEqual(['row_added', 'row_edited'])
    const definition = { kind: 'contains', mode: 'any', values: ['yes', 'yeah'] }
    const version = { definition, examples: [], note: 'both are right' }
    await gates.call('POST', '/api/evaluators/covering/versions', version)
    expect((await changes()).sort()).toEqual(['evaluator_changed', 'row_added', 'row_edited'])
  })
})

describe('the policy of an environment', { timeout: 60_000 }, () => {
  it('is the default before anybody wrote one, and needs a reason to protect less', async () => {
    expect(await gates.call('GET', '/api/environments/staging/policy')).toMatchObject({
      ...{ number: 0, who: '', at: null },
      policy: { datasets: 'all', requiredPassProbability: 0.9, maxDrop: 0.05, errorRate: 0.05 },
    })
    const weaker = { environment: 'staging', maxDrop: 0.1 }
    const path = '/api/environments/staging/policy'
    const refused = await gates.ask('PUT', path, { policy: weaker })
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('0.05 up to 0.1') } })
    await gates.call('PUT', path, { policy: weaker, reason: 'too few rows yet', basedOn: 0 })
    expect(await gates.ask('PUT', path, { policy: weaker, basedOn: 0 })).toMatchObject({ status: 409 })
    expect(await gates.call('PUT', path, { policy: weaker })).toMatchObject({ number: 1 })
    const { versions } = await gates.call('GET', `${path}/versions`)
    expect(versions).toMatchObject([{ number: 1, reason: 'too few rows yet' }, { number: 0 }])
    const { entries } = await gates.call('GET', '/api/audit?action=policy.changed&limit=1')
    expect(entries).toMatchObject([
      { reason: 'too few rows yet', details: { weakens: true, environment: 'staging', number: 1 } },
    ])
    expect((await gates.ask('GET', '/api/environments/nowhere/policy')).status).toBe(404)
    expect((await gates.ask('PUT', path, { policy: { environment: 'production' } })).status).toBe(400)
  })
})
