import { describe, expect, it } from 'vitest'
import type { DatasetsUnderTest } from './testing/datasets-under-test.ts'
import { onEachEngine } from './testing/on-each-engine.ts'

let stage: DatasetsUnderTest

onEachEngine(
  (opened) => {
    stage = opened
  },
  () => {
    it('counts the rows that name an evaluator, in whatever version, by dataset', async () => {
      const row = (question: string, evaluators: string[]) => ({ input: { variables: { question } }, evaluators })
      const add = (dataset: string, rows: object[]) =>
        stage.ok('POST', `/api/datasets/${dataset}/rows`, { body: { rows, onDuplicate: 'add' } })
      await stage.dataset('uses_a')
      await stage.dataset('uses_b')
      const { results } = await add('uses_a', [
        row('one', ['counted@1', 'counted']),
        row('two', ['counted@2', 'other']),
        row('three', ['counted']),
        row('four', []),
      ])
      await add('uses_b', [row('five', ['counted'])])
      await stage.ok('POST', `/api/rows/${results[2].rowId}/status`, { body: { status: 'archived' }, ifMatch: 1 })
      const uses = await stage.datasets.evaluatorUses('mine', 'counted')
      expect(uses.toSorted((a, b) => b.rows - a.rows)).toEqual([
        { evaluator: 'counted', kind: 'dataset', name: 'uses_a', rows: 2 },
        { evaluator: 'counted', kind: 'dataset', name: 'uses_b', rows: 1 },
      ])
      expect(await stage.datasets.evaluatorUses('theirs')).toEqual([])
    })

    describe('datasets', () => {
      it('suggest a better name where one protects nothing, and take it all the same', async () => {
        const vague = await stage.ok('POST', '/api/datasets', { body: { name: 'bugs_june', purpose: 'regression' } })
        expect(vague.nameSuggestion.reason).toContain('"june" says when something happened')
        expect(vague).toMatchObject({ revision: 0, createdBy: 'Ada', rowCounts: { draft: 0, active: 0, archived: 0 } })
        const clear = await stage.ok('POST', '/api/datasets', {
          body: { name: 'refund_policy_regressions', purpose: 'regression' },
        })
        expect(clear.nameSuggestion).toBeNull()
      })

      it('refuse a name twice, also an archived one, and come back', async () => {
        await stage.dataset('json_contract_regressions')
        const again = await stage.call('POST', '/api/datasets', {
          body: { name: 'json_contract_regressions', purpose: 'golden' },
        })
        expect(again).toMatchObject({ status: 409, json: { where: 'name' } })
        await stage.ok('POST', '/api/datasets/json_contract_regressions/archive', { body: {} })
        const listed = async (query: string) =>
          ((await stage.ok('GET', `/api/datasets${query}`)).datasets as { name: string }[]).map(({ name }) => name)
        expect(await listed('')).not.toContain('json_contract_regressions')
        expect(await listed('?archived=only')).toEqual(['json_contract_regressions'])
        const rows = [{ input: { variables: { a: 1 } } }]
        const refused = await stage.call('POST', '/api/datasets/json_contract_regressions/rows', { body: { rows } })
        expect(refused).toMatchObject({ status: 409, json: { fix: 'Restore it first.' } })
        await stage.ok('POST', '/api/datasets/json_contract_regressions/restore')
        expect((await stage.ok('POST', '/api/datasets/json_contract_regressions/rows', { body: { rows } })).added).toBe(
          1,
        )
      })

      it('keep a history of every change, and show any earlier state', async () => {
        const [first, second] = await stage.dataset('tool_lookup_failures', ['Where is my order?', 'Cancel my flight'])
        await stage.ok('PATCH', '/api/datasets/tool_lookup_failures', { body: { protects: 'Orders are found.' } })
        await stage.ok('PATCH', `/api/rows/${first}`, {
          ifMatch: 1,
          body: { edit: { expectedBehavior: 'Looks it up.', priority: 'advisory' } },
        })
        await stage.ok('POST', `/api/rows/${second}/status`, { ifMatch: 1, body: { status: 'archived' } })
        const { revisions } = await stage.ok('GET', '/api/datasets/tool_lookup_failures/history')
        expect(revisions).toMatchObject([
          { revision: 4, rowChanges: { status_changed: 1 }, rowCounts: { draft: 1, archived: 1 } },
          { revision: 3, rowChanges: { edited: 1 } },
          { revision: 2, change: 'dataset_edited', note: 'protects: "" → "Orders are found."' },
          { revision: 1, rowChanges: { created: 2 }, who: 'Ada' },
        ])
        const at = async (query: string) =>
          (await stage.ok('GET', `/api/datasets/tool_lookup_failures/rows${query}`)).rows
        expect(await at('?revision=0')).toEqual([])
        expect(await at('?revision=1')).toMatchObject([
          { id: first, preview: 'Where is my order?', priority: 'blocking', status: 'draft', revision: 1 },
          { id: second, status: 'draft' },
        ])
        expect(await at('')).toMatchObject([
          { id: first, expectedPreview: 'Looks it up.', priority: 'advisory', revision: 2 },
          { id: second, status: 'archived' },
        ])
        expect(await at('?revision=1&status=archived')).toEqual([])
        expect(await at('?revision=4&status=archived')).toMatchObject([{ id: second }])
        const missing = await stage.call('GET', '/api/datasets/tool_lookup_failures/rows?revision=9')
        expect(missing).toMatchObject({ status: 404, json: { fix: 'Its newest one is 4.' } })
        const lines = (await stage.ok('GET', `/api/rows/${first}/history`)).revisions
        expect(lines).toMatchObject([
          { revision: 2, change: 'edited', changedFields: ['expectedBehavior', 'priority'] },
          { revision: 1 },
        ])
        expect(await stage.ok('GET', `/api/rows/${first}/revisions/1`)).toMatchObject({
          fields: { priority: 'blocking' },
        })
      })

      it('page through rows in the order in which they came in, whatever is added meanwhile', async () => {
        const texts = Array.from({ length: 25 }, (_, at) => `question number ${at} about ${'xyz'.repeat(at + 1)}`)
        const ids = await stage.dataset('paged_questions', texts)
        const seen: string[] = []
        let cursor = ''
        do {
          const query = cursor === '' ? '' : `&cursor=${cursor}`
          const page = await stage.ok('GET', `/api/datasets/paged_questions/rows?limit=10${query}`)
          seen.push(...(page.rows as { id: string }[]).map(({ id }) => id))
          cursor = page.nextCursor ?? ''
          if (seen.length === 10) {
            const rows = [{ input: { variables: { late: true } } }]
            await stage.ok('POST', '/api/datasets/paged_questions/rows', { body: { rows } })
          }
        } while (cursor !== '')
        expect(seen.slice(0, 25)).toEqual(ids)
        expect(seen).toHaveLength(26)
        expect((await stage.call('GET', '/api/datasets/paged_questions/rows?cursor=nonsense')).status).toBe(400)
      })

      it('filter rows by text, label, priority and evaluator', async () => {
        await stage.dataset('filtered_rows')
        const row = (question: string, more: object = {}) => ({ input: { variables: { question } }, ...more })
        const rows = [
          row('100% of the fare', { labels: ['repeated'], evaluators: ['exact'] }),
          row('100 of the fare_x back please', { priority: 'advisory' }),
          row('nothing', { expectedBehavior: 'Refuses the FARE', evaluators: ['a,b "quoted"'] }),
        ]
        await stage.ok('POST', '/api/datasets/filtered_rows/rows', { body: { rows, onDuplicate: 'add' } })
        const found = async (query: string) =>
          ((await stage.ok('GET', `/api/datasets/filtered_rows/rows?${query}`)).rows as { preview: string }[]).map(
            ({ preview }) => preview,
          )
        expect(await found('q=100%25')).toEqual(['100% of the fare'])
        expect(await found('q=fare_')).toEqual(['100 of the fare_x back please'])
        expect(await found('q=fare')).toHaveLength(3)
        expect(await found('label=repeated')).toEqual(['100% of the fare'])
        expect(await found('priority=advisory&revision=1')).toEqual(['100 of the fare_x back please'])
        expect(await found(`evaluator=${encodeURIComponent('a,b "quoted"')}`)).toEqual(['nothing'])
        expect((await stage.call('GET', '/api/datasets/filtered_rows/rows?lable=x')).json.fix).toContain(
          'Did you mean "label"?',
        )
      })
    })
  },
)
