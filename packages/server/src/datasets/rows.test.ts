import { describe, expect, it } from 'vitest'
import { type DatasetsUnderTest, proofOf } from './testing/datasets-under-test.ts'
import { onEachEngine } from './testing/on-each-engine.ts'

let stage: DatasetsUnderTest

const say = (question: string, more: object = {}) => ({ input: { variables: { question } }, ...more })
const add = (dataset: string, rows: readonly object[], onDuplicate?: string) =>
  stage.ok('POST', `/api/datasets/${dataset}/rows`, { body: { rows, onDuplicate } })

const traceOf = { mine: 'a'.repeat(32), theirs: 'b'.repeat(32) }
const asked = 'Can I still get my money back for the flight that I did not take last Tuesday?'
const askedNearly = 'Can I still get my money back for the flight that I did not take last Tuesday!!'

onEachEngine(
  (opened) => {
    stage = opened
  },
  () => {
    describe('the id of a row', () => {
      it('is the one that its sender gives it, and no two rows share one', async () => {
        await stage.dataset('given_ids', [])
        const { results } = await add('given_ids', [say(asked, { id: 'late-refund' }), say('Something else')])
        expect(results[0]).toMatchObject({ outcome: 'added', rowId: 'late-refund' })
        expect(results[1].rowId).toMatch(/^[0-9a-f-]{36}$/)
        const again = await stage.call('POST', '/api/datasets/given_ids/rows', {
          body: { rows: [say('Another', { id: 'late-refund' })] },
        })
        expect(again).toMatchObject({ status: 409, json: { detail: 'The row id late-refund is taken.', where: 'id' } })
        const twice = await stage.call('POST', '/api/datasets/given_ids/rows', {
          body: { rows: [say('One', { id: 'a' }), say('Two', { id: 'a' })] },
        })
        expect(twice).toMatchObject({ status: 409, json: { detail: 'Two of the rows have the id a.' } })
        expect((await stage.ok('GET', '/api/datasets/given_ids')).rowCounts).toMatchObject({ draft: 2 })
        const datasets = ['given_here', 'given_there']
        for (const name of datasets) await stage.dataset(name)
        const atOnce = datasets.map((name) => {
          return stage.call('POST', `/api/datasets/${name}/rows`, { body: { rows: [say(name, { id: 'both' })] } })
        })
        expect((await Promise.all(atOnce)).map(({ status }) => status).sort()).toEqual([200, 409])
      })

      it('is its project’s own: whatever becomes of the row, one with the same id elsewhere stays as it is', async () => {
        const projects = ['theirs', 'mine'] as const
        const source = { kind: 'trace', traceId: '7'.repeat(32) }
        for (const project of projects) {
          await stage.ok('POST', '/api/datasets', { project, body: { name: 'twins', purpose: 'regression' } })
          const rows = ['twin', 'other'].map((id) =>
            say(`${id} of ${project}`, { id, source, evaluators: ['exact'], status: 'active' }),
          )
          await stage.ok('POST', '/api/datasets/twins/rows', { project, body: { rows } })
          await stage.datasets.storeProof(project, 'twin', { proof: proofOf(1, traceOf[project]), person: 'Ada' })
        }
        const stateOf = async (project: (typeof projects)[number]) => {
          const get = (path: string) => stage.ok('GET', path, { project })
          return await Promise.all([
            ...['/api/rows/twin', '/api/rows/other', '/api/rows/twin/history', '/api/rows/twin/revisions/1'].map(get),
            ...['/api/datasets/twins/rows', '/api/datasets/twins/rows?revision=1', '/api/datasets/twins/rows?q=of'].map(
              get,
            ),
            stage.datasets.rows(project, 'twins'),
            stage.datasets.rowNames(project, ['twin', 'other']),
            stage.datasets.activeRows(stage.control.db, project),
          ])
        }
        const before = await stateOf('theirs')
        expect(JSON.stringify(before)).not.toContain('of mine')
        expect(JSON.stringify(await stateOf('mine'))).not.toContain('of theirs')
        const edited = {
          ifMatch: 2,
          body: { edit: { reference: 'mine alone', evaluators: ['fits_schema'] }, reason: 'x' },
        }
        await stage.ok('PATCH', '/api/rows/twin', edited)
        await stage.ok('POST', '/api/rows/twin/merge', { ifMatch: 3, body: { duplicateId: 'other', reason: 'x' } })
        await stage.ok('POST', '/api/datasets/twins/rows', {
          body: { rows: [say('twin of mine')], onDuplicate: 'merge' },
        })
        expect((await stage.datasets.eraseCopies('mine', { traceIds: [source.traceId] })).rowIds).toEqual([
          'other',
          'twin',
        ])
        expect(await stateOf('theirs')).toEqual(before)
        expect(JSON.stringify(await stateOf('mine'))).not.toContain('of mine')
      })
    })

    describe('duplicates of rows that are added', () => {
      it('are reported, and then nothing of the request is stored', async () => {
        const [first] = await stage.dataset('reported', [asked])
        const answer = await add('reported', [say(askedNearly), say(asked), say('Something else entirely')])
        expect(answer).toMatchObject({ revision: 1, added: 0 })
        expect(answer.results).toMatchObject([
          { outcome: 'held', duplicates: [{ rowId: first, isExact: false, status: 'draft', preview: asked }] },
          { outcome: 'held', duplicates: [{ rowId: first, isExact: true, similarity: 1 }, { index: 0 }] },
          { outcome: 'held', duplicates: [] },
        ])
        expect(answer.results[0].duplicates[0].similarity).toBeGreaterThan(0.8)
        // What was held is no duplicate of what comes next.
        expect((await add('reported', [say('Something else entirely')])).added).toBe(1)
      })

      it('are left out where they are exact, and stored where a word may set two tests apart', async () => {
        const [first] = await stage.dataset('skipped', [asked])
        const { results } = await add('skipped', [say(asked), say(askedNearly), say(askedNearly)], 'skip')
        expect(results).toMatchObject([
          { outcome: 'skipped', rowId: first },
          { outcome: 'added', duplicates: [{ rowId: first }] },
          { outcome: 'skipped', rowId: results[1].rowId },
        ])
      })

      it('are merged into the row that is there, which demands all that either did', async () => {
        const [first] = await stage.dataset('merged', [asked])
        const row = say(askedNearly, {
          labels: ['repeated'],
          evaluators: ['exact'],
          expectedBehavior: 'Cites the policy.',
        })
        const { results, revision } = await add('merged', [row, say(asked, { labels: ['customer_visible'] })], 'merge')
        expect(results).toMatchObject([
          { outcome: 'merged', rowId: first },
          { outcome: 'merged', rowId: first },
        ])
        expect(revision).toBe(2)
        expect(await stage.ok('GET', `/api/rows/${first}`)).toMatchObject({
          revision: 2,
          input: { variables: { question: asked } },
          labels: ['repeated', 'customer_visible'],
          evaluators: ['exact'],
          expectedBehavior: 'Cites the policy.',
        })
      })

      it('are found after edits by what rows say now, and by another server', async () => {
        const [first] = await stage.dataset('edited', ['first wording of the question that was asked'])
        const edit = { input: { variables: { question: asked } } }
        await stage.ok('PATCH', `/api/rows/${first}`, { ifMatch: 1, body: { edit } })
        const found = async (question: string) =>
          (await stage.ok('POST', '/api/datasets/edited/duplicates', { body: { row: say(question) } })).duplicates
        expect(await found(askedNearly)).toMatchObject([{ rowId: first }])
        expect(await found('first wording of the question that was asked')).toEqual([])
      })

      it('never both get in when two people add the same at once', async () => {
        await stage.dataset('raced')
        const answers = await Promise.all(Array.from({ length: 5 }, () => add('raced', [say(asked)])))
        expect(answers.map(({ added }) => added).sort()).toEqual([0, 0, 0, 0, 1])
      })
    })

    describe('a row', () => {
      it('is refused with the field that is wrong', async () => {
        await stage.dataset('wrong')
        const rows = [say('fine'), { input: { variables: {} }, requiredPassProbability: 2 }]
        const refused = await stage.call('POST', '/api/datasets/wrong/rows', { body: { rows } })
        expect(refused).toMatchObject({ status: 400, json: { where: 'body.rows.1.requiredPassProbability' } })
        expect((await stage.call('POST', '/api/datasets/none/rows', { body: { rows: [say('x')] } })).status).toBe(404)
      })

      it('keeps NUL, lone surrogates, odd keys and five megabytes exactly', async () => {
        await stage.dataset('hostile')
        const variables = {
          nul: 'a\0b',
          surrogate: '\ud800 and \udfff',
          '=cmd|calc': '=1+1',
          '': '{{injected}}',
          big: 'x'.repeat(5_000_000),
        }
        const { results } = await add('hostile', [
          { input: { variables }, expectedBehavior: 'a\0b', evaluators: ['\0odd\u001f'] },
        ])
        const row = await stage.ok('GET', `/api/rows/${results[0].rowId}`)
        expect(row.input.variables).toEqual(variables)
        expect(row.evaluators).toEqual(['\0odd\u001f'])
        expect((await stage.ok('GET', '/api/datasets/hostile/rows')).rows[0].preview).toHaveLength(240)
      })

      it('does not change under somebody who looked at an older revision', async () => {
        const [id] = await stage.dataset('contended', [asked])
        const edits = Array.from({ length: 6 }, (_, at) =>
          stage.call('PATCH', `/api/rows/${id}`, { ifMatch: 1, body: { edit: { expectedBehavior: `version ${at}` } } }),
        )
        const statuses = (await Promise.all(edits)).map(({ status }) => status)
        expect(statuses.toSorted()).toEqual([200, 409, 409, 409, 409, 409])
        const late = await stage.call('PATCH', `/api/rows/${id}`, { ifMatch: 1, body: { edit: { metadata: {} } } })
        expect(late.json).toMatchObject({ where: 'If-Match', fix: expect.stringContaining('Read the row again') })
        const unsaid = await stage.call('PATCH', `/api/rows/${id}`, { body: { edit: {} } })
        expect(unsaid).toMatchObject({ status: 400, json: { where: 'If-Match' } })
        expect((await stage.call('GET', `/api/rows/${id}`)).etag).toBe('"2"')
      })

      it('becomes active only with an evaluator that may be attached', async () => {
        const [id] = await stage.dataset('activation', [asked])
        const activate = (ifMatch: number) =>
          stage.call('POST', `/api/rows/${id}/status`, { ifMatch, body: { status: 'active' } })
        expect((await activate(1)).json.detail).toContain('Nothing judges this row')
        await stage.ok('PATCH', `/api/rows/${id}`, { ifMatch: 1, body: { edit: { evaluators: ['unheard_of'] } } })
        expect((await activate(2)).json.detail).toContain('no evaluator unheard_of')
        await stage.ok('PATCH', `/api/rows/${id}`, { ifMatch: 2, body: { edit: { evaluators: ['exact'] } } })
        expect(await activate(3)).toMatchObject({ status: 200, json: { status: 'active', revision: 4 } })
        const dataset = await stage.ok('GET', '/api/datasets/activation')
        expect(dataset.rowCounts).toEqual({ draft: 0, active: 1, archived: 0 })
        const { results } = await add('activation', [say('other', { status: 'active' })])
        expect(results[0].remark).toContain('Nothing judges this row')
      })

      it('that is active is weakened only with a reason', async () => {
        const { results } = await (async () => {
          await stage.dataset('weakened')
          return await add('weakened', [say(asked, { status: 'active', evaluators: ['exact', 'fits_schema'] })])
        })()
        const id = results[0].rowId
        const weaker = { evaluators: ['exact'], priority: 'advisory' }
        const refused = await stage.call('PATCH', `/api/rows/${id}`, { ifMatch: 1, body: { edit: weaker } })
        expect(refused).toMatchObject({ status: 409, json: { where: 'reason' } })
        expect(refused.json.detail).toContain('The evaluator fits_schema no longer judges the row')
        const reason = 'The schema moved to the API.'
        await stage.ok('PATCH', `/api/rows/${id}`, { ifMatch: 1, body: { edit: weaker, reason } })
        expect((await stage.ok('GET', `/api/rows/${id}/history`)).revisions[0].note).toBe(reason)
        const many = { rowIds: [id], status: 'archived' }
        expect((await stage.call('POST', '/api/datasets/weakened/rows/status', { body: many })).status).toBe(409)
        const { rows } = await stage.ok('POST', '/api/datasets/weakened/rows/status', {
          body: { ...many, reason: 'Gone.' },
        })
        expect(rows).toMatchObject([{ id, status: 'archived' }])
      })

      it('takes in a duplicate, which is archived', async () => {
        const [kept, duplicate] = await stage.dataset('merging', [asked, askedNearly])
        await stage.ok('PATCH', `/api/rows/${duplicate}`, { ifMatch: 1, body: { edit: { labels: ['accepted_fix'] } } })
        const body = { duplicateId: duplicate }
        expect(await stage.ok('POST', `/api/rows/${kept}/merge`, { ifMatch: 1, body })).toMatchObject({
          labels: ['accepted_fix'],
        })
        expect(await stage.ok('GET', `/api/rows/${duplicate}`)).toMatchObject({ status: 'archived', revision: 3 })
        expect(
          (await stage.call('POST', `/api/rows/${kept}/merge`, { ifMatch: 2, body: { duplicateId: kept } })).status,
        ).toBe(400)
      })

      it('keeps a proof until its test changes, and takes none of another test', async () => {
        const [id = ''] = await stage.dataset('proven', [asked])
        const proof = proofOf(1, 'd'.repeat(32))
        expect(await stage.datasets.storeProof('mine', id, { proof, person: 'Ada' })).toMatchObject({
          revision: 2,
          proof,
        })
        const list = async () => (await stage.ok('GET', '/api/datasets/proven/rows?proof=current')).rows
        expect(await list()).toHaveLength(1)
        await stage.ok('PATCH', `/api/rows/${id}`, { ifMatch: 2, body: { edit: { labels: ['repeated'] } } })
        expect(await list()).toHaveLength(1)
        await stage.ok('PATCH', `/api/rows/${id}`, { ifMatch: 3, body: { edit: { reference: 'Yes.' } } })
        expect(await stage.ok('GET', `/api/rows/${id}`)).toMatchObject({
          proofState: 'outdated',
          proof: { rowRevision: 1 },
        })
        await expect(stage.datasets.storeProof('mine', id, { proof, person: 'Ada' })).rejects.toMatchObject({
          code: 'conflict',
        })
      })
    })

    describe('the door for later stages', () => {
      it('gives whole rows of an exact revision, some or all', async () => {
        const [first = '', second = ''] = await stage.dataset('selected', ['one thing', 'quite another thing'])
        await stage.ok('PATCH', `/api/rows/${first}`, { ifMatch: 1, body: { edit: { reference: 'later' } } })
        const { rows, revision } = await stage.datasets.rows('mine', 'selected', { revision: 1 })
        expect(revision).toBe(1)
        expect(rows).toMatchObject([{ id: first, revision: 1, reference: null }, { id: second }])
        expect((await stage.datasets.rows('mine', 'selected', { rowIds: [first] })).rows).toMatchObject([
          { reference: 'later' },
        ])
        await expect(stage.datasets.rows('mine', 'selected', { rowIds: ['gone'] })).rejects.toMatchObject({
          code: 'not_found',
        })
        await expect(stage.datasets.row('theirs', first)).rejects.toMatchObject({ code: 'not_found' })
      })

      it('erases copies in every revision and in proofs, and keeps that they were there', async () => {
        await stage.dataset('erased')
        const traceId = 'e'.repeat(32)
        const source = { kind: 'trace', traceId, sessionId: 'Ms. Miller' }
        const { results } = await add('erased', [
          say('a secret of Ms. Miller', { source, evaluators: ['exact'], status: 'active' }),
          say('other'),
        ])
        const [id, other] = results.map(({ rowId }: { rowId: string }) => rowId)
        await stage.ok('PATCH', `/api/rows/${id}`, {
          ifMatch: 1,
          body: { edit: { expectedBehavior: 'a secret of Ms. Miller' }, reason: 'x' },
        })
        await stage.datasets.storeProof('mine', id, { proof: proofOf(2, traceId), person: 'Ada' })
        await stage.datasets.storeProof('mine', other, { proof: proofOf(1, 'f'.repeat(32)), person: 'Ada' })
        await stage.ok('POST', '/api/datasets/erased/archive', { body: { reason: 'old' } })
        expect(await stage.datasets.eraseCopies('theirs', { traceIds: [traceId] })).toEqual({
          erasedRows: 0,
          erasedProofs: 0,
          rowIds: [],
        })
        expect(await stage.datasets.eraseCopies('mine', { traceIds: [traceId] })).toMatchObject({
          erasedRows: 1,
          erasedProofs: 1,
          rowIds: [id],
        })
        const { rows } = await stage.control.executeSql(
          `select * from row_revisions where row_id = '${id}' union all select * from row_revisions where false`,
        )
        expect(rows).toHaveLength(4)
        expect(JSON.stringify(rows)).not.toContain('Miller')
        expect(await stage.ok('GET', `/api/rows/${id}`)).toMatchObject({
          ...{ status: 'archived', isErased: true, proofState: 'erased', evaluators: ['exact'], source: { traceId } },
          proof: { isErased: true, before: { failed: 5 } },
        })
        expect((await stage.ok('GET', '/api/datasets/erased')).archivedAt).not.toBeNull()
        await stage.datasets.eraseCopies('mine', { traceIds: ['f'.repeat(32)] })
        expect(await stage.ok('GET', `/api/rows/${other}`)).toMatchObject({
          ...{ isErased: false, proofState: 'erased', input: { variables: { question: 'other' } } },
        })
      })

      it('erases by session and by user what traces long gone had left', async () => {
        await stage.dataset('sessions')
        const source = { kind: 'trace', traceId: '1'.repeat(32), sessionId: 'chat 7' }
        await add('sessions', [say('what the session said', { source })])
        expect((await stage.datasets.eraseCopies('mine', { traceIds: [], sessionId: 'chat 7' })).erasedRows).toBe(1)
      })
    })
  },
)
