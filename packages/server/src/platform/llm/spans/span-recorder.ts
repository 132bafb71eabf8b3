import { setTimeout as wait } from 'node:timers/promises'
import { AppError, encodeTracesJson, type OtlpSpan } from '@pawl/core'
import type { Logger } from '../../log/index.ts'

/** One export of traces, as a sender would make it. */
export interface SpanExport {
  readonly project: string
  /** ExportTraceServiceRequest as OTLP/JSON. Ownership passes on with it. */
  readonly body: Uint8Array
}

/**
 * Stores spans as if they had been received. Resolves when they are durable.
 *
 * @throws AppError `too_many_requests` where too much waits, which passes; others where it does not
 */
export type RecordSpans = (spans: SpanExport) => Promise<unknown>

export interface SpanRecorderOptions {
  readonly recordSpans: RecordSpans
  readonly log: Logger
  /** How long a batch is offered to a store that is full. 30 s when left out. */
  readonly patienceMs?: number
  /** Characters of spans that may wait; past it whoever records waits. 32 Mi when left out. */
  readonly maxWaitingChars?: number
}

interface WaitingSpans {
  readonly project: string
  readonly json: string
  readonly count: number
}

const collectForMs = 100
const maxBatchSpans = 500
const maxBatchChars = 4 * 1024 ** 2

/** Sends spans in batches. A span that cannot be stored is lost and counted; it never fails what it is about. */
export class SpanRecorder {
  readonly #options: Required<SpanRecorderOptions>
  #waiting: WaitingSpans[] = []
  #waitingChars = 0
  #sending: Promise<void> | null = null
  #onRoom: (() => void)[] = []
  #isHurried = false
  #lostCount = 0

  constructor(options: SpanRecorderOptions) {
    this.#options = { patienceMs: 30_000, maxWaitingChars: 32 * 1024 ** 2, ...options }
  }

  /** Spans that were given up. */
  get lostCount(): number {
    return this.#lostCount
  }

  /** Resolves when the spans are in the queue: at once unless that is full. `mask` takes secrets out of their JSON. */
  async record(
    project: string,
    spans: readonly OtlpSpan[],
    mask: (json: string) => string = (json) => json,
  ): Promise<void> {
    const json = mask(encodeTracesJson([{ resource, scope, items: [...spans] }]))
    while (this.#waitingChars > 0 && this.#waitingChars + json.length > this.#options.maxWaitingChars) {
      await new Promise<void>((resolve) => this.#onRoom.push(resolve))
    }
    this.#waiting.push({ project, json, count: spans.length })
    this.#waitingChars += json.length
    this.#sending ??= this.#sendAll()
  }

  /** Sends what waits without collecting more. Resolves when it is stored or lost. */
  async flush(): Promise<void> {
    this.#isHurried = true
    await this.#sending
    this.#isHurried = false
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      for (let waitedMs = 0; waitedMs < collectForMs && !this.#isHurried; waitedMs += 10) {
        if (countOf(this.#waiting) >= maxBatchSpans) break
        await wait(10)
      }
      const batch = this.#take()
      await this.#send(batch)
      this.#waitingChars -= charsOf(batch)
      const resumed = this.#onRoom
      this.#onRoom = []
      for (const resume of resumed) resume()
    }
    this.#sending = null
  }

  /** The oldest spans of one project. */
  #take(): readonly WaitingSpans[] {
    const project = this.#waiting[0]?.project
    const batch: WaitingSpans[] = []
    const rest: WaitingSpans[] = []
    let chars = 0
    let count = 0
    for (const spans of this.#waiting) {
      const fits = count < maxBatchSpans && (count === 0 || chars + spans.json.length <= maxBatchChars)
      if (spans.project === project && fits) {
        batch.push(spans)
        chars += spans.json.length
        count += spans.count
      } else rest.push(spans)
    }
    this.#waiting = rest
    return batch
  }

  async #send(batch: readonly WaitingSpans[]): Promise<void> {
    const project = batch[0]?.project ?? ''
    // Each is a whole request; its resourceSpans are joined.
    const groups = batch.map(({ json }) => json.slice(prefix.length, -suffix.length))
    const text = `${prefix}${groups.join(',')}${suffix}`
    const { recordSpans, log, patienceMs } = this.#options
    for (let waitedMs = 0; ; ) {
      try {
        // Its own memory: the body may be handed to a worker.
        await recordSpans({ project, body: new TextEncoder().encode(text) })
        return
      } catch (error) {
        const isFull =
          AppError.isInstance(error) && (error.code === 'too_many_requests' || error.code === 'store_unavailable')
        if (isFull && waitedMs < patienceMs) {
          const delayMs = Math.min((error.retryAfterS ?? 1) * 1000, patienceMs - waitedMs)
          waitedMs += delayMs
          await wait(delayMs)
          continue
        }
        const spans = countOf(batch)
        this.#lostCount += spans
        log.warn('spans of model calls were lost', { error, project, spans, lostInAll: this.#lostCount })
        return
      }
    }
  }
}

const prefix = '{"resourceSpans":['
const suffix = ']}'

const charsOf = (batch: readonly WaitingSpans[]): number => batch.reduce((sum, { json }) => sum + json.length, 0)
const countOf = (batch: readonly WaitingSpans[]): number => batch.reduce((sum, { count }) => sum + count, 0)

const resource = {
  attributes: new Map([['service.name', 'pawl']]),
  droppedAttributesCount: 0,
  schemaUrl: '',
}
const scope = {
  name: 'pawl',
  version: '',
  attributes: new Map<string, string>(),
  droppedAttributesCount: 0,
  schemaUrl: '',
}
