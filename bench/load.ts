import { Agent, request } from 'node:http'
import { idOffsets, makeBody, renewIds } from './workload.ts'

export interface LoadOptions {
  readonly url: string
  readonly connections: number
  readonly spansPerRequest: number
  /** Spans to send; the load ends after them. */
  readonly spans: number
  /** At most so many spans a second; as many as are answered when left out. */
  readonly spansPerS?: number
}

export interface LoadResult {
  readonly acknowledgedSpans: number
  readonly durationS: number
  readonly ackMs: readonly number[]
}

const prepared = new Map<number, { readonly body: Uint8Array; readonly offsets: readonly number[] }[]>()
let round = 0

/** Bodies made once: the generator must not take the processor from what it measures. */
function bodiesOf(spansPerRequest: number) {
  const known = prepared.get(spansPerRequest)
  if (known !== undefined) return known
  const bodies = Array.from({ length: 24 }, (_, seed) => {
    const body = makeBody(seed, {
      spans: spansPerRequest,
      spansPerTrace: 8,
      inputBytes: 2250,
      outputBytes: 550,
      startMs: Date.now() - 600_000 + seed * 1000,
    })
    return { body, offsets: idOffsets(body) }
  })
  prepared.set(spansPerRequest, bodies)
  return bodies
}

export const bytesPerSpan = (spansPerRequest: number): number =>
  (bodiesOf(spansPerRequest)[0]?.body.byteLength ?? 0) / spansPerRequest

/** Sends OTLP/HTTP protobuf over keep-alive connections, each waiting for its acknowledgement; retries a 429. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const bodies = bodiesOf(options.spansPerRequest)
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const ackMs: number[] = []
  let toSend = Math.ceil(options.spans / options.spansPerRequest)
  let acknowledgedSpans = 0
  const started = performance.now()
  let nextSlot = started
  const client = async (index: number) => {
    for (let turn = 0; toSend > 0; turn++) {
      toSend--
      const chosen = bodies[(index + turn * options.connections) % bodies.length]
      if (chosen === undefined) return
      // Each connection renews its own copy: two may hold the same body at once.
      const body = Uint8Array.from(chosen.body)
      renewIds(body, chosen.offsets, ++round)
      if (options.spansPerS !== undefined) {
        nextSlot += (options.spansPerRequest / options.spansPerS) * 1000
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextSlot - performance.now())))
      }
      const sent = performance.now()
      await post(agent, `${options.url}/v1/traces`, body)
      ackMs.push(performance.now() - sent)
      acknowledgedSpans += options.spansPerRequest
    }
  }
  await Promise.all(Array.from({ length: options.connections }, (_, index) => client(index)))
  agent.destroy()
  return { acknowledgedSpans, durationS: (performance.now() - started) / 1000, ackMs }
}

async function post(agent: Agent, url: string, body: Uint8Array): Promise<void> {
  for (;;) {
    const status = await postOnce(agent, url, body)
    if (status === 200) return
    if (status !== 429 && status !== 503) throw new Error(`the receiver answered ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function postOnce(agent: Agent, url: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': body.byteLength },
      },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      },
    )
    call.once('error', reject)
    call.end(body)
  })
}
