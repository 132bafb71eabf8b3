import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatesUnderTest, promptsOf, questionsOf } from './testing/gates-under-test.ts'

describe('a gate', { timeout: 120_000 }, () => {
  let gates: GatesUnderTest
  beforeAll(async () => {
    gates = await GatesUnderTest.open()
  }, 120_000)
  afterAll(async () => {
    await gates[Symbol.asyncDispose]()
  })
  beforeEach(() => gates.model.reset())

  it('passes a good candidate with six calls a row', async () => {
    await gates.addDataset('good', { questions: questionsOf('good', 5) })
    await gates.addPrompt('good', { versions: ['good v1'], datasets: ['good'] })
    const gate = await gates.decide({ release: promptsOf('good'), concurrency: 1 })
    expect(gate).toMatchObject({ status: 'decided', verdict: 'pass', reason: '5 blocking rows hold', trials: 30 })
    expect([...gates.model.countsOf('good v1').values()]).toEqual([6, 6, 6, 6, 6])
    expect(gate.coverage).toEqual({ isCovered: true, changes: [] })
    expect(gate.decision.models).toEqual([{ use: 'row', model: 'model' }])
    expect(await gates.call('GET', `/api/gates/${gate.id}/verify`)).toEqual({ isValid: true, problems: [] })
  })

  it('fails a broken row and names it', async () => {
    const ids = await gates.addDataset('broken', { questions: questionsOf('broken', 4) })
    await gates.addPrompt('broken', { versions: ['broken v1'], datasets: ['broken'] })
    gates.model.behavior = ({ question }) => (question === 'broken 3' ? 'wrong' : 'right')
    const gate = await gates.decide({ release: promptsOf('broken') })
    expect(gate).toMatchObject({ status: 'decided', verdict: 'fail' })
    expect(gate.reason).toContain(`Row ${ids[2]} of broken is broken`)
    expect(gate.decision.rows.find(({ state }) => state === 'broken')?.rowId).toBe(ids[2])
  })
})
