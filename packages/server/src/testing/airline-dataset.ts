import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DatasetJob, encodeTracesJson, type FromTraces, type RowMapping, readTranscriptLine } from '@pawl/core'

const transcripts = fileURLToPath(new URL('../../../../../shared/data/tau-airline/transcripts.jsonl', import.meta.url))

/** 200 conversations of an airline's agent with what each was worth; a test without them says that it is skipped. */
export const hasAirline = existsSync(transcripts)

export interface AirlineLine {
  readonly id: string
  readonly task_id: number
  readonly reward: number
  readonly messages: readonly { readonly role: string }[]
  /** Texts that the task demands to be said. */
  readonly expected_outputs: readonly string[]
  readonly expected_actions: readonly { readonly name: string; readonly kwargs: Readonly<Record<string, unknown>> }[]
}

export const readAirlineLines = (): readonly AirlineLine[] =>
  readFileSync(transcripts, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AirlineLine)

const linesAtOnce = 20

/** Sends the conversations to a server as OTLP, and their rewards as scores of their traces. */
export async function importAirline(url: string): Promise<{ readonly traceIds: readonly string[] }> {
  const read = readAirlineLines().map((line, at) =>
    readTranscriptLine(line, {
      lineNumber: at + 1,
      fallbackStartTimeUnixNano: BigInt(Date.now() + at) * 1_000_000n,
      makeId: (seed, bytes) =>
        createHash('sha256')
          .update(seed)
          .digest('hex')
          .slice(0, bytes * 2),
    }),
  )
  for (let from = 0; from < read.length; from += linesAtOnce) {
    const groups = read.slice(from, from + linesAtOnce).map(({ group }) => group)
    await post(`${url}/v1/traces`, encodeTracesJson(groups))
  }
  const scores = read.flatMap(({ traceId, scores: own }) => own.map((score) => ({ ...score, traceId, source: 'code' })))
  await post(`${url}/api/scores`, JSON.stringify(scores))
  return { traceIds: read.map(({ traceId }) => traceId) }
}

/** A dataset of the conversations with a reward, the failed ones when left out, each with its recorded tool results. */
export async function buildAirlineDataset(
  url: string,
  { name, mapping = {}, reward = 0 }: { readonly name: string; readonly mapping?: RowMapping; readonly reward?: 0 | 1 },
): Promise<DatasetJob> {
  const protects = 'The agent keeps to the policy of the airline.'
  await post(`${url}/api/datasets`, JSON.stringify({ name, purpose: 'regression', protects }))
  const request: FromTraces = { filter: { score: [`reward=${reward}`] }, mapping, onDuplicate: 'add' }
  const path = `${url}/api/datasets/${name}`
  let job = (await post(`${path}/from-traces?waitS=30`, JSON.stringify(request))) as DatasetJob
  while (job.state === 'running') {
    job = (await (await fetch(`${path}/jobs/${job.id}?waitS=30`)).json()) as DatasetJob
  }
  return job
}

async function post(url: string, body: string): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}
