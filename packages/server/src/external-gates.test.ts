import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GateView, NewGate } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatesUnderTest, questionsOf } from './testing/gates-under-test.ts'

/** An agent behind an address: each version by its path. Whether it is right follows from row and trial alone. */
const agent = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  request.on('end', () => {
    const { rowId, trial } = JSON.parse(text) as { rowId: string; trial: number }
    const isFlaky = request.url === '/flaky' && (Number.parseInt(rowId.slice(-2), 10) * 7 + trial * 11) % 10 === 0
    // The quicker ones come back first, whatever was asked first.
    setTimeout(() => response.end(isFlaky ? 'no' : 'yes'), (trial * 7) % 20)
  })
})

let gates: GatesUnderTest
/** What a server of its own decided with one call after the other. */
let oneByOne: GateView
let address = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`
  // A process has one embedded store at a time.
  const another = await GatesUnderTest.open()
  oneByOne = await decideFlaky(another, 1)
  await another[Symbol.asyncDispose]()
  gates = await GatesUnderTest.open()
}, 120_000)
afterAll(async () => {
  await gates[Symbol.asyncDispose]()
  agent.closeAllConnections()
  agent.close()
})

const httpTarget = (path: string) => ({
  ...{ type: 'http', url: `${address}/${path}` },
  body: { rowId: '{{rowId}}', trial: '{{trial}}' },
})

const release = (version: string, target: unknown = null, more: object = {}) =>
  ({ type: 'external', name: 'agent', version, target, ...more }) as NewGate['release']

async function decideFlaky(server: GatesUnderTest, concurrency: number): Promise<GateView> {
  await server.addDataset('flaky', { questions: questionsOf('flaky', 12), idPrefix: 'row-' })
  return await server.decide({ release: release('v1', httpTarget('flaky')), concurrency })
}

/** Makes the trials of a gate's candidate until it is over. */
async function work(gateId: string, make: (trial: { rowId: string; trial: number; attempt: number }) => object) {
  const [run] = await gates.runsOf(gateId)
  const path = `/api/runs/${run?.runId}`
  for (;;) {
    const lease = await gates.call('POST', `${path}/lease`, { worker: 'test', max: 4 })
    if (lease.status !== 'running') return
    const at = new Date().toISOString()
    const results = (lease.trials as { rowId: string; trial: number; attempt: number }[]).map((leased) => ({
      ...{ rowId: leased.rowId, trial: leased.trial, attempt: leased.attempt },
      ...{ ...make(leased), startedAt: at, finishedAt: at },
    }))
    if (results.length > 0) await gates.call('POST', `${path}/results`, { leaseId: lease.leaseId, results })
  }
}

describe('a gate over an agent from outside', { timeout: 120_000 }, () => {
  it('asks an address, and decides the same however many run at once', async () => {
    const manyAtOnce = await decideFlaky(gates, 16)
    expect(manyAtOnce).toMatchObject({ status: 'decided', verdict: 'pass' })
    const [one, many] = [oneByOne, manyAtOnce].map(({ decision: { rows } }) =>
      rows.map(({ notLookedAt: _, ...row }) => row),
    )
    expect(many).toEqual(one)
    expect(one?.some(({ failed }) => failed > 0)).toBe(true)
  })

  it('compares with an address that still answers for what is deployed, and says why it cannot otherwise', async () => {
    await gates.setPolicy({ maxDrop: 0.3 }, 'for a quick test')
    const compared = await gates.decide({
      release: release('v2', httpTarget('steady')),
      baseline: release('v1', httpTarget('flaky')),
    })
    expect(compared).toMatchObject({ verdict: 'pass', decision: { datasets: [{ name: 'flaky', state: 'pass' }] } })
    const moved = await gates.decide({
      release: release('v3', httpTarget('steady')),
      baseline: release('v2', httpTarget('steady')),
    })
    expect(moved.decision.datasets).toMatchObject([
      { state: 'not_tested', reason: expect.stringContaining('cannot be asked any more') },
    ])
    await gates.setPolicy({}, 'back to the default')
  })

  it('takes one call for all where the agent always does the same', async () => {
    const target = httpTarget('steady')
    const gate = await gates.decide({ release: release('v4', target, { isDeterministic: true }) })
    expect(gate).toMatchObject({ verdict: 'pass', trials: 12 })
    expect(gate.decision.subject.datasets).toMatchObject([{ outcomes: 'fixed' }])
  })

  it('asks workers three times for a trial without an outcome, and could then not tell', async () => {
    const started = await gates.startGate({
      release: release('v6', { type: 'function', name: 'agent' }),
      concurrency: 2,
    })
    const asked = new Map<string, number[]>()
    await work(started.id, ({ rowId, trial, attempt }) => {
      const key = `${rowId} ${trial}`
      asked.set(key, [...(asked.get(key) ?? []), attempt])
      return { output: null, error: { type: 'not_recorded', message: 'nothing was recorded' } }
    })
    expect(await gates.endOf(started.id)).toMatchObject({ status: 'decided', verdict: 'inconclusive' })
    expect([...asked.values()]).toContainEqual([1, 2, 3])
  })

  it('waits for workers of the caller where the agent is a function', async () => {
    const started = await gates.startGate({
      release: release('v5', { type: 'function', name: 'agent' }),
      concurrency: 4,
    })
    expect(started).toMatchObject({ status: 'waiting' })
    await work(started.id, () => ({ output: { value: 'yes' } }))
    expect(await gates.endOf(started.id)).toMatchObject({ status: 'decided', verdict: 'pass' })
  })

  it('never passes where a secret that it needs is missing: it says which, and goes on when it is set', async () => {
    await gates.addDataset('keyed', { questions: ['keyed'], idPrefix: 'keyed-' })
    const headers = { authorization: 'Bearer ${secrets.AGENT_KEY}' }
    const keyed = release('v6', { ...httpTarget('steady'), headers }, { isDeterministic: true })
    const without = await gates.decide({ release: keyed })
    expect(without).toMatchObject({ verdict: 'inconclusive', trials: 0 })
    expect(without.statusReason).toContain('AGENT_KEY')
    expect(without.statusReason).toContain('pawl secrets set AGENT_KEY')
    await gates.call('PUT', '/api/secrets/AGENT_KEY', { value: 'tr0ub4dor&3' })
    expect(await gates.decide({ release: keyed })).toMatchObject({ status: 'decided', verdict: 'pass' })

    await gates.call('POST', '/api/evaluators', {
      name: 'asks',
      definition: { kind: 'http', url: `${address}/steady`, headers: { 'x-key': '${secrets.JUDGE_KEY}' } },
    })
    await gates.addDataset('judged', { questions: ['judged'], evaluators: ['asks'], idPrefix: 'judged-' })
    const unjudged = await gates.decide({ release: release('v7', httpTarget('steady')) })
    expect(unjudged).toMatchObject({ verdict: 'inconclusive', decision: { end: 'no_outcome' } })
    const [run] = unjudged.runs.filter(({ dataset }) => dataset === 'judged')
    const trials = await gates.call('GET', `/api/runs/${run?.runId}/rows/judged-01`)
    expect(JSON.stringify(trials)).toContain('pawl secrets set JUDGE_KEY')
  })
})
