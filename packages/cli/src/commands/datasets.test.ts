import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetJob } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { problem, startContractServer } from '../testing/contract-server.ts'
import { runPawl } from '../testing/run-pawl.ts'

const at = '2026-03-01T10:00:00.000Z'
const dataset = {
  ...{ id: 'd1', name: 'bugs_june', purpose: 'regression', protects: '', description: '', revision: 3 },
  ...{
    rowCounts: { draft: 1, active: 2, archived: 0 },
    createdAt: at,
    createdBy: 'Ada',
    updatedAt: at,
    archivedAt: null,
  },
  nameSuggestion: { reason: 'No word says what the dataset protects', suggestion: 'refund_policy_regressions' },
}
const job: DatasetJob = {
  ...{ id: 'j1', dataset: 'bugs_june', kind: 'import', state: 'running', error: null, startedBy: 'Ada', startedAt: at },
  ...{ progress: { done: 0, total: 10, unit: 'bytes' }, finishedAt: null, read: 2, added: 1, merged: 0, skipped: 0 },
  ...{ nearDuplicates: 0, problemCount: 0, problems: [] },
}
const row = {
  ...{ id: 'r1', datasetId: 'd1', dataset: 'bugs_june', status: 'draft', revision: 4, priority: 'blocking' },
  ...{ input: { variables: { q: 'Where?\u001b[31m' } }, context: {}, expectedBehavior: '', reference: null },
  ...{ observedOutput: null, evaluators: [], labels: [], risks: [], requiredPassProbability: null, passFloor: null },
  ...{ metadata: {}, source: { kind: 'manual', who: 'Ada', at }, proof: null, proofState: 'none', isErased: false },
  ...{ createdAt: at, updatedAt: at, updatedBy: 'Ada' },
}

describe('pawl datasets', () => {
  it('suggests a better name on stderr, and makes the dataset all the same', async () => {
    await using server = await startContractServer({ 'POST /api/datasets': { status: 201, body: dataset } })
    const { exitCode, stdout, stderr } = await runPawl(['datasets', 'create', 'bugs_june'], { server: server.url })
    expect([exitCode, stdout]).toEqual([0, 'Made bugs_june.\n'])
    expect(stderr).toContain('pawl datasets edit bugs_june --name refund_policy_regressions')
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ name: 'bugs_june', purpose: 'regression' })
  })

  it('sends a file as it is, follows the import, and says which lines were left out', async () => {
    const file = join(tmpdir(), `pawl-rows-${process.pid}.csv`)
    writeFileSync(file, 'q\n=1+1\n')
    const bad = { line: 3, traceId: null, where: '', message: 'Line 3 is bad', fix: 'Mend it' }
    await using server = await startContractServer({
      'POST /api/datasets/bugs_june/import': { status: 202, body: job },
      'GET /api/datasets/bugs_june/jobs/j1': { body: { ...job, state: 'done', problemCount: 1, problems: [bad] } },
    })
    const words = ['datasets', 'import', 'bugs_june', file, '--mapping', '{"messages":"q"}', '--on-duplicate', 'merge']
    const { exitCode, stdout, stderr } = await runPawl(words, { server: server.url })
    expect([exitCode, stdout]).toEqual([0, 'bugs_june: 1 row added, 1 problem.\n'])
    expect(stderr).toContain('line 3: Line 3 is bad (Mend it)')
    const [sent] = server.received
    expect(sent?.body).toBe('q\n=1+1\n')
    expect(Object.fromEntries(sent?.url.searchParams ?? [])).toMatchObject({
      mapping: '{"messages":"q"}',
      onDuplicate: 'merge',
    })
  })

  it('fails where an import did', async () => {
    const failed = { ...job, state: 'failed', error: 'The file is not valid JSON.' }
    await using server = await startContractServer({ 'POST /api/datasets/x/import': { status: 202, body: failed } })
    const { exitCode, stderr } = await runPawl(['datasets', 'import', 'x', '-'], { server: server.url, stdin: '[' })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('The file is not valid JSON.')
    const missing = await runPawl(['datasets', 'import', 'x', '/no/such/file'], { server: server.url })
    expect(missing.stderr).toContain('/no/such/file cannot be read')
  })
})

describe('pawl rows', () => {
  it('makes a row from a span with what the person adds', async () => {
    const drafted = { ...row, source: { kind: 'span', traceId: 'a'.repeat(32), who: 'Ada', at } }
    const { input, context, source } = drafted
    await using server = await startContractServer({
      'POST /api/datasets/draft-row': { body: { row: { input, context, source } } },
      'POST /api/datasets/bugs_june/rows': {
        body: { revision: 4, added: 1, results: [{ outcome: 'added', rowId: 'r2', duplicates: [], remark: null }] },
      },
    })
    const words = ['rows', 'add', '--trace', 'a'.repeat(32), '--span', 'b'.repeat(16), '--dataset', 'bugs_june']
    const said = ['--expect', 'Refuses', '--evaluator', 'exact', '--evaluator', 'tone', '--label', 'repeated']
    const { exitCode, stdout } = await runPawl([...words, ...said], { server: server.url })
    expect([exitCode, stdout]).toEqual([0, 'Added row r2 to bugs_june.\n'])
    const [draft, added] = server.received.map(({ body }) => JSON.parse(body))
    expect(draft).toEqual({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) })
    expect(added.rows).toMatchObject([
      {
        expectedBehavior: 'Refuses',
        evaluators: ['exact', 'tone'],
        labels: ['repeated'],
        source: { kind: 'span', traceId: 'a'.repeat(32) },
      },
    ])
    expect(added.rows[0].source).not.toHaveProperty('who')
  })

  it('is not added beside one like it, unless told to', async () => {
    const like = { rowId: 'r1', index: null, similarity: 0.913, isExact: false, status: 'active', preview: 'Where?' }
    await using server = await startContractServer({
      'POST /api/datasets/bugs_june/rows': {
        body: { revision: 3, added: 0, results: [{ outcome: 'held', rowId: null, duplicates: [like], remark: null }] },
      },
    })
    const { exitCode, stderr } = await runPawl(['rows', 'add', '--dataset', 'bugs_june', '--var', 'q=Where'], {
      server: server.url,
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('It is 91 % like r1: Where?')
    expect(stderr).toContain('--on-duplicate merge')
  })

  it('changes the revision that was read, and shows nothing that a terminal would act on', async () => {
    await using server = await startContractServer({
      'GET /api/rows/r1': { body: row },
      'POST /api/rows/r1/status': problem('conflict', 409, {
        detail: 'The row was changed meanwhile.',
        fix: 'Read it again.',
      }),
    })
    const { exitCode, stderr } = await runPawl(['rows', 'activate', 'r1'], { server: server.url })
    expect([exitCode, stderr]).toEqual([2, 'pawl: The row was changed meanwhile.\n      Fix: Read it again.\n'])
    expect(server.receivedAt('POST /api/rows/r1/status')[0]?.headers['if-match']).toBe('"4"')
    const shown = await runPawl(['rows', 'show', 'r1'], { server: server.url })
    expect(shown.stdout).not.toContain('\u001b')
  })
})
