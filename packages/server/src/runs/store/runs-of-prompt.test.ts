import { expect, it } from 'vitest'
import { openControlStore } from '../../platform/control/index.ts'
import { controlEngines, quietLog } from '../../platform/control/testing/index.ts'
import { insertRun, type NewRunRecord, selectRunIdsOfPrompt } from './run-records.ts'

it('finds the runs of a prompt by its whole name, newest first, in its own project', async () => {
  const [engine] = controlEngines
  if (engine === undefined) throw new Error('there is no embedded engine')
  const control = await openControlStore(await engine.newPlace(), { log: quietLog })
  try {
    await control.executeSql(`insert into projects (name) values ('shop'), ('other')`)
    await insertRun(control, runOf('a', 'shop', 'greet'))
    await insertRun(control, runOf('b', 'shop', 'greet'))
    await insertRun(control, runOf('c', 'shop', 'greet again'))
    await insertRun(control, runOf('d', 'other', 'greet'))
    expect(await selectRunIdsOfPrompt(control.db, { project: 'shop', prompt: 'greet', limit: 20 })).toEqual(['b', 'a'])
    expect(await selectRunIdsOfPrompt(control.db, { project: 'shop', prompt: 'greet', limit: 1 })).toEqual(['b'])
    expect(await selectRunIdsOfPrompt(control.db, { project: 'shop', prompt: 'gree', limit: 20 })).toEqual([])
  } finally {
    await control.close()
    await engine.stop()
  }
})

function runOf(id: string, project: string, prompt: string): NewRunRecord {
  const run = {
    ...{ id, project, datasetId: 'd', datasetName: 'rows', datasetRevision: 1, rowIds: [], rowCount: 0 },
    ...{ trialsPerRow: 1, concurrency: 1, seed: '1', spendingCapUsd: null, note: '', proofId: null },
    ...{ evaluators: [], namedEvaluators: [], useRowEvaluators: true, startedBy: 'Ada' },
    target: { type: 'prompt', name: `${prompt} on another model`, version: '1' },
    spec: { type: 'prompt', prompt: `${prompt}@${'0'.repeat(64)}`, toolRounds: 1 },
    createdAt: new Date('2026-03-01T12:00:00Z'),
  }
  return run as unknown as NewRunRecord
}
