import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NewRun, runViewSchema, type Trial, trialListSchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'
import {
  type AirlineLine,
  buildAirlineDataset,
  hasAirline,
  importAirline,
  readAirlineLines,
} from './testing/airline-dataset.ts'

/** Only these change anything: looking up as often as it likes is the agent's own business. */
const tools = [
  'book_reservation',
  'cancel_reservation',
  'update_reservation_baggages',
  'update_reservation_flights',
  'update_reservation_passengers',
  'send_certificate',
]

describe.skipIf(!hasAirline)('recorded conversations judged anew (skipped without the data)', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pawl-airline-'))
  let server: RunningServer
  let traceIds: readonly string[]
  const lines = hasAirline ? readAirlineLines() : []

  beforeAll(async () => {
    server = await startServer({ dataDir, port: '0', grpcPort: 'off', logLevel: 'error' })
    traceIds = (await importAirline(server.url)).traceIds
    const definition = { kind: 'tool_calls', tools }
    await call('/api/evaluators', { name: 'right_changes', definition, examples: [] })
  }, 120_000)
  afterAll(async () => {
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  async function call(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${server.url}${path}`, {
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
    return JSON.parse(text)
  }

  /** The trials of a run of what was recorded, by the conversation that they judge. */
  async function judgeRecorded(datasetName: string): Promise<ReadonlyMap<string, Trial>> {
    const request: NewRun = { target: { type: 'recorded' }, datasetName, rowStatuses: ['draft'] }
    let run = runViewSchema.parse(await call('/api/runs', request))
    while (run.status === 'planned' || run.status === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 100))
      run = runViewSchema.parse(await call(`/api/runs/${run.id}`))
    }
    expect(run).toMatchObject({ status: 'finished', progress: { finished: run.rowCount } })
    const { trials } = trialListSchema.parse(await call(`/api/runs/${run.id}/trials?limit=200`))
    const judged = new Map<string, Trial>()
    for (const trial of trials) {
      const row = (await call(`/api/rows/${trial.rowId}`)) as { source: { traceId: string } }
      judged.set(lines[traceIds.indexOf(row.source.traceId)]?.id ?? '', trial)
    }
    return judged
  }

  it('agree with what the conversations were worth, but where actions do not decide it', {
    timeout: 120_000,
  }, async () => {
    const mapping = { metadata: { expectedToolCalls: 'root.metadata.expected_actions' }, evaluators: ['right_changes'] }
    const disagreements: Record<string, string> = {}
    let judgedCount = 0
    for (const reward of [0, 1] as const) {
      const name = reward === 0 ? 'airline_action_regressions' : 'airline_action_successes'
      const job = await buildAirlineDataset(server.url, { name, mapping, reward })
      expect(job).toMatchObject({ state: 'done', problemCount: 0 })
      for (const [id, { status }] of await judgeRecorded(name)) {
        judgedCount += 1
        if ((status === 'pass') === (reward === 1)) continue
        const line = lines.find((each) => each.id === id)
        disagreements[id] = line === undefined ? 'unknown conversation' : `${status}: ${explain(line)}`
      }
    }
    expect(judgedCount).toBe(lines.length)
    expect(disagreements).toEqual(expectedDisagreements)
  })
})

/** Twelve of 200. What the agent tried and the tools refused changed nothing, but it was a call that nobody expected. */
const expectedDisagreements = {
  'airline-2-1': 'pass: it did what it had to, and did not say what it had to',
  'airline-44-1': 'pass: it did what it had to, and did not say what it had to',
  'airline-44-3': 'pass: it did what it had to, and did not say what it had to',
  'airline-11-0': 'fail: it tried a change that was refused',
  'airline-13-1': 'fail: it tried a change that was refused',
  'airline-13-2': 'fail: it tried a change that was refused',
  'airline-15-2': 'fail: it tried a change that was refused',
  'airline-15-3': 'fail: it tried a change that was refused',
  'airline-20-1': 'fail: it tried a change that was refused',
  'airline-20-3': 'fail: it tried a change that was refused',
  'airline-26-0': 'fail: it tried a change that was refused',
  'airline-26-2': 'fail: it tried a change that was refused',
}

interface Said {
  readonly role: string
  readonly content?: string | null
  readonly tool_calls?: readonly { readonly function: { readonly name: string } }[]
}

/** Why actions and reward differ, by the conversation itself. */
function explain(line: AirlineLine): string {
  const messages: readonly Said[] = line.messages
  if (line.reward === 1) {
    const isRefused = messages.some(
      ({ tool_calls: calls = [] }, index) =>
        calls.some((each) => tools.includes(each.function.name)) && messages[index + 1]?.content?.startsWith('Error'),
    )
    return isRefused ? 'it tried a change that was refused' : 'it reached the goal by other changes'
  }
  // What stands beside a tool call is not shown to the customer.
  const shown = messages.filter(({ role, tool_calls: calls }) => role === 'assistant' && calls === undefined)
  const said = shown.map(({ content }) => (content ?? '').replaceAll(',', '')).join('\n')
  const isTold = line.expected_outputs.every((output) => said.includes(output))
  return isTold ? 'its actions do not say why it failed' : 'it did what it had to, and did not say what it had to'
}
