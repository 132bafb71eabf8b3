import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RowList, type RowView, rowListSchema, rowViewSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import { buildAirlineDataset, hasAirline, importAirline, readAirlineLines } from './testing/airline-dataset.ts'

describe.skipIf(!hasAirline)('real conversations of an airline’s agent (skipped without the data)', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pawl-airline-'))
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ dataDir, port: '0', grpcPort: 'off', logLevel: 'error' })
    await importAirline(server.url)
  }, 60_000)
  afterAll(async () => {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const allRows = async (name: string): Promise<RowList['rows']> => {
    const url = `${server.url}/api/datasets/${name}/rows?limit=200`
    return rowListSchema.parse(await (await fetch(url)).json()).rows
  }
  const getRow = async (id: string): Promise<RowView> =>
    rowViewSchema.parse(await (await fetch(`${server.url}/api/rows/${id}`)).json())

  it('become a dataset of those that failed, each with what its tools answered', async () => {
    const failed = readAirlineLines().filter(({ reward }) => reward === 0)
    const mapping = { metadata: { task: 'root.metadata.task_id' }, labels: ['customer_visible' as const] }
    const job = await buildAirlineDataset(server.url, { name: 'airline_policy_regressions', mapping })
    expect(job).toMatchObject({ state: 'done', read: failed.length, added: failed.length, problemCount: 0 })
    const rows = await allRows('airline_policy_regressions')
    expect(rows).toHaveLength(failed.length)
    const whole = await Promise.all(rows.map(({ id }) => getRow(id)))
    const tasks = whole.map(({ metadata }) => Number(metadata.task)).toSorted((a, b) => a - b)
    expect(tasks).toEqual(failed.map(({ task_id }) => task_id).toSorted((a, b) => a - b))
    expect(whole.every(({ labels, source }) => labels[0] === 'customer_visible' && source.kind === 'trace')).toBe(true)
    expect(whole.every(({ observedOutput }) => observedOutput !== null)).toBe(true)
    const withCalls = whole.filter(({ context }) => context.toolCalls.length > 0)
    const calledTools = failed.filter(({ messages }) => messages.some(({ role }) => role === 'tool'))
    expect(withCalls).toHaveLength(calledTools.length)
  }, 60_000)

  it('leave no copy when a person asks for deletion', async () => {
    const [row] = await allRows('airline_policy_regressions')
    const traceId = row?.source.traceId ?? ''
    const deleted = await fetch(`${server.url}/api/traces/${traceId}`, { method: 'DELETE' })
    expect(deleted.status).toBe(200)
    expect(await getRow(row?.id ?? '')).toMatchObject({
      ...{ isErased: true, status: 'archived', observedOutput: null },
      input: { variables: {}, messages: [] },
    })
  })
})
