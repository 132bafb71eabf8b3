import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openChdb, sql } from './platform/telemetry/index.ts'
import { type ServerProcess, startServerProcess } from './testing/server-process.ts'
import { buildSpan, spanIdOf, traceIdOf, tracesBody } from './traces/testing/span-builder.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'pawl-kill-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const ROUNDS = 10
const SPANS_PER_TRACE = 4
/** So many are acknowledged in each round, however slow the machine is. */
const TRACES_BEFORE_KILL = 10
let lastTrace = 0

/** Sends traces, each in two requests, until the server is gone. Gives the spans that were acknowledged. */
async function load(server: ServerProcess, acknowledged: Map<string, Set<string>>): Promise<void> {
  for (;;) {
    const traceId = traceIdOf(++lastTrace)
    const spans = Array.from({ length: SPANS_PER_TRACE }, (_, index) =>
      buildSpan({
        traceId,
        spanId: spanIdOf(index + 1),
        parentSpanId: index === 0 ? '' : spanIdOf(1),
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10, text: 'x'.repeat(500) },
      }),
    )
    for (const half of [spans.slice(2), spans.slice(0, 2)]) {
      const answer = await fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: tracesBody(...half),
      }).catch(() => undefined)
      if (answer?.ok !== true) return
      const known = acknowledged.get(traceId) ?? new Set()
      for (const span of half) known.add(span.spanId)
      acknowledged.set(traceId, known)
    }
  }
}

describe('kill -9', () => {
  it(`loses nothing that was acknowledged, ${ROUNDS} times over`, { timeout: 300_000 }, async () => {
    const acknowledged = new Map<string, Set<string>>()
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startServerProcess(dataDir)
      const before = acknowledged.size
      const clients = Array.from({ length: 6 }, () => load(server, acknowledged))
      await expect.poll(() => acknowledged.size, { interval: 10 }).toBeGreaterThan(before + TRACES_BEFORE_KILL)
      await new Promise((resolve) => setTimeout(resolve, (round * 173) % 500))
      await server.kill('SIGKILL')
      await Promise.all(clients)
    }
    // One more start mends what the last kill left.
    const last = await startServerProcess(dataDir)
    await last.kill('SIGTERM')

    const store = await openChdb(join(dataDir, 'telemetry'))
    const stored = await store.query<{
      trace_id: string
      spans: string[]
      n: number
      summary: number
      counted: number
      total: number
    }>(
      sql`SELECT trace_id, groupArray(span_id) AS spans, count() AS n, any(s.span_count) AS summary,
          sum(counted_input_tokens) AS counted, any(s.input_tokens) AS total
        FROM (SELECT trace_id, span_id, counted_input_tokens FROM spans FINAL) AS spans
        LEFT JOIN (SELECT trace_id, span_count, input_tokens FROM traces FINAL) AS s USING (trace_id) GROUP BY trace_id`,
      { kind: 'background' },
    )
    await store.close()
    expect(acknowledged.size).toBeGreaterThan(ROUNDS * TRACES_BEFORE_KILL)
    const byTrace = new Map(stored.map((row) => [row.trace_id, row]))
    for (const [traceId, spans] of acknowledged) {
      const row = byTrace.get(traceId)
      expect(row?.spans, `spans of ${traceId}`).toEqual(expect.arrayContaining([...spans]))
    }
    for (const row of stored) {
      expect(new Set(row.spans).size, 'each span once').toBe(row.n)
      expect(row.summary, 'the summary counts what is there').toBe(row.n)
      expect(row.total, 'usage of the summary').toBe(row.counted)
    }
  })
})
