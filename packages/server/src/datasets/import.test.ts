import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallOptions, DatasetsUnderTest } from './testing/datasets-under-test.ts'
import { onEachEngine } from './testing/on-each-engine.ts'

let stage: DatasetsUnderTest

const importInto = (dataset: string, bytes: NonNullable<CallOptions['bytes']>, query = '') =>
  stage.ok('POST', `/api/datasets/${dataset}/import?waitS=30${query}`, { bytes })
const rowsOf = async (dataset: string) => (await stage.datasets.rows('mine', dataset)).rows

onEachEngine(
  (opened) => {
    stage = opened
  },
  () => {
    describe('an import', () => {
      it('takes what is right, and says of the rest which line is wrong and why', async () => {
        await stage.dataset('csv_lines')
        const csv = 'question,expected\r\n"=1+1, please","two\nlines"\r\nonly one cell\r\nWhere is it?,here\r\n'
        const job = await importInto('csv_lines', csv, '&file=questions.csv')
        expect(job).toMatchObject({ state: 'done', read: 3, added: 2, problemCount: 1, progress: { unit: 'bytes' } })
        expect(job.problems).toMatchObject([{ line: 4, message: 'Line 4 has 1 cells, the header 2' }])
        expect(await rowsOf('csv_lines')).toMatchObject([
          {
            input: { variables: { question: '=1+1, please' } },
            reference: 'two\nlines',
            source: { origin: { file: 'questions.csv', line: 2 } },
          },
          { input: { variables: { question: 'Where is it?' } }, reference: 'here', status: 'draft' },
        ])
      })

      it('never fails for a key that would reach a prototype', async () => {
        await stage.dataset('proto')
        const lines = [
          '{"question":"fine"}',
          '{"__proto__":{"polluted":true},"question":"x"}',
          'not json',
          '{"a":{"__proto__":1}}',
        ]
        const job = await importInto('proto', lines.join('\n'))
        expect(job).toMatchObject({ state: 'done', read: 4 })
        expect(job.problems.map(({ line }: { line: number }) => line)).toContain(3)
        expect(job.added + job.problemCount).toBe(4)
        expect(({} as { polluted?: true }).polluted).toBeUndefined()
        for (const { message } of job.problems) expect(message.length).toBeGreaterThan(10)
      })

      it('reads gzip, UTF-16, JSON documents, promptfoo in YAML and exports of others', async () => {
        await stage.dataset('forms')
        const added = async (bytes: NonNullable<CallOptions['bytes']>, query = '') =>
          (await importInto('forms', bytes, query)).added as number
        expect(await added(new Uint8Array(gzipSync('q\nzipped question\n')))).toBe(1)
        expect(await added(new Uint8Array(Buffer.from('\ufeffq\nwide question\n', 'utf16le')))).toBe(1)
        expect(await added(JSON.stringify({ data: [{ input: 'a', expectedOutput: 'b', id: 'item-1' }] }))).toBe(1)
        const yaml = 'tests:\n  - vars: {city: [Rome, Oslo]}\n    assert: [{type: contains, value: Italy}]\n'
        expect(await added(yaml, '&file=promptfooconfig.yaml')).toBe(2)
        const rows = await rowsOf('forms')
        expect(rows.map(({ source }) => source.origin?.format)).toEqual([
          'csv',
          'csv',
          'langfuse',
          'promptfoo',
          'promptfoo',
        ])
        expect(rows[3]?.metadata.imported_checks).toMatchObject([{ type: 'contains', value: 'Italy' }])
        expect(rows[3]?.evaluators).toEqual([expect.stringMatching(/^promptfoo-contains-[0-9a-f]{8}$/)])
        expect(rows[4]?.evaluators).toEqual(rows[3]?.evaluators)
        const broken = await importInto('forms', '[{"a":1}, oops')
        expect(broken).toMatchObject({ state: 'failed', added: 0 })
        expect(broken.error).toContain('not valid JSON')
      })

      it('names the checks of promptfoo that no evaluator does, each kind once, as its preview does', async () => {
        await stage.dataset('unfit')
        const test = (city: string) => `  - vars: {city: ${city}}\n    assert: [{type: is-sql}, {type: is-json}]\n`
        const yaml = `tests:\n${test('Rome')}${test('Oslo')}`
        const problem = { line: 1, message: '2 assertions "is-sql" became no evaluator: there is no evaluator for it' }
        const query = 'file=promptfooconfig.yaml'
        const preview = await stage.ok('POST', `/api/datasets/unfit/import?preview=5&${query}`, { bytes: yaml })
        expect(preview.problems).toMatchObject([problem])
        const job = await importInto('unfit', yaml, `&${query}`)
        expect(job).toMatchObject({ added: 2, problems: [problem] })
        expect((await rowsOf('unfit')).map(({ evaluators }) => evaluators)).toEqual(
          preview.rows.map(({ row }: { row: { evaluators: string[] } }) => row.evaluators),
        )
      })

      it('is previewed with its mapping, and nothing is stored', async () => {
        await stage.dataset('previewed')
        const csv = `question,answer\n${Array.from({ length: 50 }, (_, at) => `question ${at},answer ${at}`).join('\n')}`
        const preview = await stage.ok('POST', '/api/datasets/previewed/import?preview=3', { bytes: csv })
        expect(preview).toMatchObject({
          format: 'csv',
          columns: ['question', 'answer'],
          mapping: { variables: { question: 'question' }, reference: 'answer' },
        })
        expect(preview.rows).toHaveLength(3)
        expect(await rowsOf('previewed')).toEqual([])
        const mapping = encodeURIComponent(JSON.stringify({ messages: 'question', labels: ['repeated'] }))
        await importInto('previewed', csv, `&mapping=${mapping}`)
        expect((await rowsOf('previewed'))[0]).toMatchObject({
          labels: ['repeated'],
          input: { variables: {}, messages: [{ role: 'user' }] },
        })
        const wrong = await stage.call('POST', '/api/datasets/previewed/import?mapping=%7B%22a%22%3A1%7D', {
          bytes: csv,
        })
        expect(wrong.status).toBe(400)
      })

      it('keeps rows that may not be active as drafts, and says so', async () => {
        await stage.dataset('statuses')
        const line = (id: string, evaluators: string[]) =>
          JSON.stringify({
            pawl_row: id,
            status: 'active',
            input: { variables: { id } },
            evaluators,
            source: { kind: 'manual', who: 'Bo', at: '2026-01-01T00:00:00Z' },
          })
        const job = await importInto('statuses', [line('1', ['exact']), line('2', ['unheard_of'])].join('\n'))
        expect(job).toMatchObject({ added: 2, problemCount: 1, problems: [{ line: 2, where: 'status' }] })
        expect((await rowsOf('statuses')).map(({ status }) => status)).toEqual(['active', 'draft'])
      })

      it('leaves exact duplicates out when it is done again', async () => {
        await stage.dataset('again')
        const csv = `q\n${Array.from({ length: 1500 }, (_, at) => `the question number ${at} of many`).join('\n')}\n`
        expect(await importInto('again', csv)).toMatchObject({ added: 1500, skipped: 0 })
        expect(await importInto('again', csv)).toMatchObject({ added: 0, skipped: 1500 })
        expect(await stage.ok('GET', '/api/datasets/again')).toMatchObject({ rowCounts: { draft: 1500 }, revision: 2 })
      })
    })

    describe('an export', () => {
      it('imports again without loss, as JSON lines and, whatever UTF-8 can hold, as CSV', async () => {
        const text = fc.oneof(
          fc.constantFrom('=1+1', "'=1", '\0', '\ud800', '__proto__', '"', '\r\n', '@x', '', 'null', '5'),
          fc.string({ unit: 'binary', maxLength: 8 }),
        )
        const row = fc.record({
          input: fc.record({
            variables: fc.dictionary(
              text.filter((key) => key !== '__proto__'),
              text,
              { minKeys: 1, maxKeys: 3 },
            ),
          }),
          expectedBehavior: text,
          reference: text,
          evaluators: fc.array(
            text.filter((name) => name !== ''),
            { maxLength: 2 },
          ),
        })
        let run = 0
        await fc.assert(
          fc.asyncProperty(
            fc.array(row, { minLength: 1, maxLength: 5 }),
            fc.constantFrom('csv', 'jsonl'),
            async (rows, format) => {
              const [from, to] = [`from_${++run}`, `to_${run}`]
              await stage.dataset(from)
              await stage.dataset(to)
              const plain =
                format === 'csv'
                  ? (JSON.parse(JSON.stringify(rows).replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, '?')) as object[])
                  : rows.map((each) => ({ ...each, input: { variables: { ...each.input.variables } } }))
              await stage.ok('POST', `/api/datasets/${from}/rows`, { body: { rows: plain, onDuplicate: 'add' } })
              const exported = await stage.text(`/api/datasets/${from}/export?format=${format}`)
              if (format === 'csv') for (const cell of exported.split(/[,\r\n]/)) expect(cell).not.toMatch(/^"?[=+@-]/)
              expect((await importInto(to, exported, '&onDuplicate=add')).problems).toEqual([])
              const content = async (name: string) =>
                (await rowsOf(name)).map(({ input, expectedBehavior, reference, evaluators, source }) => ({
                  input,
                  expectedBehavior,
                  reference,
                  evaluators,
                  source,
                }))
              expect(await content(to)).toEqual(await content(from))
            },
          ),
          { numRuns: 25 },
        )
      })
    })
  },
)
