import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readImport } from './read-import.ts'

it('refuses a YAML document that would take all memory while it is parsed, before it is parsed', async () => {
  const test = '- vars: {q: hello there}\n'
  const bytes = Readable.from([Buffer.from(test.repeat(Math.ceil((5 * 1024 ** 2) / test.length)))])
  const context = { who: 'Ada', at: '2026-03-01T12:00:00.000Z', file: 'tests.yaml' }
  const parts = readImport({ bytes, format: undefined, mapping: undefined, context })
  const read = async () => {
    for await (const part of parts) expect(part.records).toEqual([])
  }
  await expect(read()).rejects.toMatchObject({ code: 'payload_too_large' })
})
