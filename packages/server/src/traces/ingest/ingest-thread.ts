import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { AppError, type ProjectSettings } from '@pawl/core'
import type { Servers } from '../../platform/servers/index.ts'
import { type IngestOutcome, type IngestRequest, reuseBodyMemory } from '../receiver/index.ts'
import type { IngestStore, TraceWrite } from './ingest-store.ts'
import { errorToMessage, type FromWorker, messageToError, rowMemoryOf, type ToWorker } from './worker-messages.ts'

export interface IngestThreadDeps {
  readonly store: IngestStore
  /** Of the telemetry store behind `store`. */
  readonly rowsDirectory: string | undefined
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  /** Throws AppError when nothing may be written, for example on a full disk. */
  readonly assertWritable: () => void
  readonly servers: Pick<Servers, 'slot' | 'hasOthers'>
}

interface Waiting {
  resolve(outcome: IngestOutcome): void
  reject(error: Error): void
}

const CHUNK_ROWS = 2_000

/** A request's text dies with it; a young generation that holds one whole keeps it from being copied. */
const YOUNG_GENERATION_MB = 32

/**
 * How much a heap may grow over what it held after the last full collection, for all threads. Chunks of bodies lie beside
 * the heap but count as growth, up to 32 MB of them until a quick collection finds them dead; the collector, which sees a
 * server's thread that makes little else, would by its own choice grant less and start over every 300 ms.
 */
const HEAP_GROWTH_PERCENT = 100

/** The server's end of the ingest thread: hands bodies over, does the thread's reads and writes of the store. */
export class IngestThread {
  readonly #worker: Worker
  readonly #deps: IngestThreadDeps
  readonly #waiting = new Map<number, Waiting>()
  readonly #ready: Promise<void>
  #onReady: (error?: Error) => void = () => undefined
  #lastId = 0
  #committedVersion = 0n
  #gone: AppError | undefined
  /** As the thread knows it. */
  #isShared: boolean

  constructor(deps: IngestThreadDeps) {
    this.#deps = deps
    this.#ready = new Promise((resolve, reject) => {
      this.#onReady = (error) => (error === undefined ? resolve() : reject(error))
    })
    this.#ready.catch(() => undefined)
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)
    this.#worker = new Worker(workerFile, {
      execArgv,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    this.#worker.on('message', (message: FromWorker) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(undefined))
    const { rowsDirectory, servers } = deps
    this.#isShared = servers.hasOthers
    this.#post({ type: 'start', rowsDirectory, slot: servers.slot, isShared: this.#isShared })
  }

  /** Resolves when what a crash left half-written is mended and telemetry may come in. */
  whenReady(): Promise<void> {
    return this.#ready
  }

  /** Everything with a version up to this is durable and visible. */
  get committedVersion(): bigint {
    return this.#committedVersion
  }

  /** Whether it takes nothing more in: only a new start of the process helps. */
  get hasStopped(): boolean {
    return this.#gone !== undefined
  }

  /** Resolves once everything accepted is durable. Takes the body's memory: nothing else may use its ArrayBuffer. */
  async ingest(request: IngestRequest): Promise<IngestOutcome> {
    this.#deps.assertWritable()
    const settings = await this.#deps.settingsOf(request.project)
    // It may have ended meanwhile, and would never answer.
    if (this.#gone !== undefined) throw this.#gone
    this.#share()
    return await new Promise<IngestOutcome>((resolve, reject) => {
      this.#lastId += 1
      this.#waiting.set(this.#lastId, { resolve, reject })
      this.#post({ type: 'ingest', id: this.#lastId, request, settings }, [request.body.buffer as ArrayBuffer])
    })
  }

  /** Mends what servers that did not see each other left: see `IngestEngine.mend`. */
  async mend(): Promise<void> {
    if (this.#gone !== undefined) throw this.#gone
    this.#share()
    await new Promise<void>((resolve, reject) => {
      this.#lastId += 1
      this.#waiting.set(this.#lastId, { resolve: () => resolve(), reject })
      this.#post({ type: 'mend', id: this.#lastId })
    })
  }

  #share(): void {
    const { hasOthers } = this.#deps.servers
    if (hasOthers === this.#isShared) return
    this.#isShared = hasOthers
    this.#post({ type: 'share', isShared: hasOthers })
  }

  /** Traces that were deleted are read anew when more of them arrives. */
  forget(project: string, traceIds: readonly string[]): void {
    if (this.#gone === undefined) this.#post({ type: 'forget', project, traceIds })
  }

  async close(): Promise<void> {
    if (this.#gone === undefined) {
      await new Promise<void>((resolve) => {
        this.#lastId += 1
        this.#waiting.set(this.#lastId, { resolve: () => resolve(), reject: () => resolve() })
        this.#post({ type: 'drain', id: this.#lastId })
      })
    }
    await this.#worker.terminate()
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'done':
        reuseBodyMemory(message.memory)
        this.#settle(message.id)?.resolve(message.outcome)
        return
      case 'drained':
        this.#settle(message.id)?.resolve({ acceptedCount: 0, rejectedCount: 0, message: '' })
        return
      case 'failed':
        this.#settle(message.id)?.reject(messageToError(message.error))
        return
      case 'call':
        this.#answer(message.id, () => this.#callStore(message.method, message.args), message.args)
        return
      case 'list':
        this.#answer(message.id, () => this.#list(message.id, message.method), [])
        return
      case 'ready':
        this.#onReady(message.error === null ? undefined : messageToError(message.error))
        return
      case 'primed':
        return
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #answer(id: number, work: () => Promise<unknown>, args: readonly unknown[]): void {
    work().then(
      (value) => {
        const memory = rowMemoryOf(args)
        this.#post({ type: 'reply', id, value, memory }, memory)
      },
      (error: unknown) => this.#post({ type: 'failure', id, error: errorToMessage(error) }),
    )
  }

  async #callStore(method: keyof IngestStore, args: readonly unknown[]): Promise<unknown> {
    const store = this.#deps.store as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
    const result = await store[method]?.(...args)
    if (method === 'writeTraces') this.#committedVersion = (args[0] as TraceWrite).version
    if (method === 'newestVersion') this.#committedVersion = result as bigint
    return result
  }

  async #list(id: number, method: 'traceIds' | 'logKeys'): Promise<void> {
    let rows: unknown[] = []
    for await (const row of this.#deps.store[method]()) {
      rows.push(row)
      if (rows.length < CHUNK_ROWS) continue
      this.#post({ type: 'chunk', id, rows })
      rows = []
    }
    this.#post({ type: 'chunk', id, rows })
  }

  #fail(cause: unknown): void {
    this.#gone ??= new AppError('store_unavailable', 'The ingest has stopped.', {
      fix: 'Restart Pawl.',
      retryAfterS: 10,
      cause,
    })
    for (const { reject } of this.#waiting.values()) reject(this.#gone)
    this.#waiting.clear()
    this.#onReady(this.#gone)
  }
}

const runsFromSource = import.meta.url.endsWith('.ts')
const workerFile = new URL(runsFromSource ? './run-from-source.mjs' : './ingest-worker.js', import.meta.url)
const execArgv = runsFromSource ? ['--conditions=@pawl/source'] : []
